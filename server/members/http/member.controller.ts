import { Controller } from '@nestjs/common';
import type { MemberProfile, ResponseOf, Routes } from '../../../shared/contract';
import type { Id } from '../../../shared/kernel';
import { CODE_STEP_SECONDS, deriveCode, secondsLeft } from '../../../shared/rules';
import { accepted, Ledger } from '../../ledger';
import { Clock } from '../../platform/clock';
import { Handle, orRefuse, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { verifyPhone } from '../members.commands';
import type { MemberRow } from '../members.entity';
import { MemberFeed } from '../members.feed';
import { PhoneExchange } from '../members.phones';
import { MemberProfiles } from '../members.profile';
import { MemberDirectory } from '../members.queries';
import { readCursor, writeCursor } from '../members.rules';

/** A long poll is answered before any proxy on the way loses patience. */
const WAIT_MAX_MS = 20_000;

/** What a member sees and changes of themselves. */
@Controller()
export class MemberController {
  constructor(
    private readonly directory: MemberDirectory,
    private readonly profiles: MemberProfiles,
    private readonly feed: MemberFeed,
    private readonly phones: PhoneExchange,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  @Handle('GET /me')
  async me(call: Call<'GET /me'>): Promise<MemberProfile> {
    const member = await this.known(call.principal.member_id);
    return this.profiles.of(member, this.clock.now());
  }

  /** @rule M7 The server's own derivation, for clients that do not derive codes themselves. */
  @Handle('GET /me/code')
  async code(call: Call<'GET /me/code'>): Promise<ResponseOf<Routes['GET /me/code']>> {
    const member = await this.known(call.principal.member_id);
    const secret = Buffer.from(this.directory.codeSecretOf(member), 'base64url');
    const at = this.clock.now();
    return {
      code: deriveCode({ secret, kind: 'member', number: member.card_no, at }),
      seconds_left: secondsLeft(at),
      step_seconds: CODE_STEP_SECONDS,
    };
  }

  /** @rule M1 @rule M2 A replay asks WeChat nothing: its codes are good once. */
  @Handle('POST /me/phone')
  async phone(call: Call<'POST /me/phone'>): Promise<Answer<'POST /me/phone'>> {
    const { body, once, principal } = call;
    const memberId = principal.member_id;
    const recalled = await this.ledger.recall<{ member_id: Id<'member'> }>(verifyPhone.kind, body, once.key);
    const run =
      recalled ??
      this.ledger.run(
        verifyPhone,
        {
          member_id: memberId,
          phone: orRefuse(await this.phones.exchange(principal.person_id, body.phone_code)),
        },
        { key: once.key, actor: { kind: 'member', id: memberId }, content: body },
      );
    const { replayed } = await accepted(Promise.resolve(run));
    const masked = this.directory.phoneMaskedOf(await this.known(memberId));
    if (masked === null) throw new Error(`${memberId} lost the number just verified`);
    return new Replayable({ phone_masked: masked }, replayed);
  }

  @Handle('GET /me/events')
  async events(call: Call<'GET /me/events'>): Promise<ResponseOf<Routes['GET /me/events']>> {
    const { principal, query } = call;
    if (query.after === undefined) {
      return { items: [], next: writeCursor(await this.feed.position(principal.member_id)) };
    }
    const from = readCursor(query.after);
    if (!from)
      throw new Refusal('malformed', {}, { fields: [{ field: 'after', problem: '不是有效的位置' }] });
    const waitMs = Math.min(query.wait_ms, WAIT_MAX_MS);
    const { items, next } = await this.feed.next(principal.member_id, from, waitMs, call.gone());
    return { items, next: writeCursor(next) };
  }

  private async known(memberId: Id<'member'>): Promise<MemberRow> {
    const member = await this.directory.byId(memberId);
    if (!member) throw new Refusal('not_found');
    return member;
  }
}
