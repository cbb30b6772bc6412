import { createHash } from 'node:crypto';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Refusal, System } from '../platform/http';
import { inviteCards, launchPad, PAD_POLICY, type PadChannel, type PadInvite } from './preview.page';

/** As WeChat Pay makes them; the sandbox, too. */
const PREPAY = /^[0-9A-Za-z_-]{1,64}$/;

/** A demo person's name in the page address: lower-case words and digits. */
const PERSONA = /^[a-z0-9-]{1,32}$/;

@Controller()
export class PreviewController {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  /** The launch pad: the demo's codes, and the mini-program of a member and of a member of staff side by side. */
  @Get('/')
  @System()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAD_POLICY)
  async pad(): Promise<string> {
    const channels = await this.database.read.query<PadChannel>(
      `SELECT c.code AS code, c.name AS name, c.kind AS kind, s.name AS store
       FROM channels c LEFT JOIN stores s ON s.id = c.store_id
       WHERE c.state = 'active' AND c.kind IN ('store', 'table') ORDER BY s.created_at, s.id, c.created_at, c.id LIMIT 12`,
    );
    return launchPad({
      program: this.config.program.name,
      publicUrl: this.config.public_url,
      channels,
      invites: await this.newestInvites(),
    });
  }

  /** The invites on the launch pad, which looks again every few seconds: somebody may just have made one. */
  @Get('/preview/invites')
  @System()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  async invites(): Promise<string> {
    return inviteCards(this.config.public_url, await this.newestInvites());
  }

  /** A login code of a demo person, as `wx.login` gives one on a phone. The sandbox knows the person from then on. */
  @Get('/preview/session')
  @System()
  // single use: a browser going back must not find it in its cache
  @Header('Cache-Control', 'no-store')
  async session(@Query('as') as: unknown): Promise<{ js_code: string }> {
    return (await this.ask(personaOf(as), 'login-codes', {})) as { js_code: string };
  }

  /** What WeChat's phone button gives: a code for the number of this demo person, always the same one. */
  @Get('/preview/phone-code')
  @System()
  @Header('Cache-Control', 'no-store')
  async phoneCode(@Query('as') as: unknown): Promise<{ code: string }> {
    const persona = personaOf(as);
    return (await this.ask(persona, 'phone-codes', { phone: phoneOf(persona) })) as { code: string };
  }

  /** Where the payment sheet of a prepaid order is played, as `wx.requestPayment` opens one on a phone. */
  @Get('/preview/payment')
  @System()
  @Header('Cache-Control', 'no-store')
  payment(@Query('prepay_id') prepay: unknown): { page: string } {
    if (typeof prepay !== 'string' || !PREPAY.test(prepay)) {
      throw new Refusal('malformed', {}, { fields: [{ field: 'prepay_id', problem: '格式不对' }] });
    }
    if (this.config.sandbox_url === null) throw new Refusal('wechat_unavailable');
    return { page: `${this.config.sandbox_url}/_control/payments/${prepay}/page` };
  }

  private newestInvites(): Promise<PadInvite[]> {
    return this.database.read.query<PadInvite>(
      `SELECT c.code AS code, p.name AS program, m.nickname AS nickname
       FROM invite_codes c JOIN referral_programs p ON p.id = c.program_id JOIN members m ON m.id = c.member_id
       ORDER BY c.at DESC, c.id LIMIT 3`,
    );
  }

  /** Asks the sandbox for a code of a demo person. */
  private async ask(persona: string, codes: string, body: object): Promise<unknown> {
    if (this.config.sandbox_url === null) throw new Refusal('wechat_unavailable');
    const url = `${this.config.sandbox_url}/_control/people/demo-${persona}/${codes}`;
    const answer = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => null);
    if (!answer?.ok) throw new Refusal('wechat_unavailable');
    return answer.json();
  }
}

function personaOf(as: unknown): string {
  const persona = as === undefined || as === '' ? 'member' : as;
  if (typeof persona === 'string' && PERSONA.test(persona)) return persona;
  throw new Refusal('malformed', {}, { fields: [{ field: 'as', problem: '只能是小写字母、数字和 -' }] });
}

/** A mobile number that depends on the name alone. */
function phoneOf(persona: string): string {
  const digest = createHash('sha256').update(`phone of ${persona}`).digest();
  return `139${String(digest.readUInt32BE() % 100_000_000).padStart(8, '0')}`;
}
