import { Injectable } from '@nestjs/common';
import type { BodyOf, ResponseOf, Routes, WelcomeItem } from '../../shared/contract';
import { toRfc3339, type Id } from '../../shared/kernel';
import { loadCoupons } from '../coupons';
import { accepted, Ledger } from '../ledger';
import { MemberDirectory, MemberProfiles, Nicknames, PhoneExchange, type SealedPhone } from '../members';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Keyring } from '../platform/crypto';
import { Database } from '../platform/database';
import { orRefuse, plainAddress, Refusal, Replayable } from '../platform/http';
import { boundShown, isInvited } from '../referrals';
import { Wechat } from '../wechat';
import { join, type JoinAnswer } from './joins.commands';

type JoinRoute = Routes['POST /members'];

/** Who wants to join, and under which key. */
export interface Applicant {
  readonly person_id: Id<'person'>;
  /** Whether they were a member when they asked. */
  readonly is_member: boolean;
  readonly key: string;
  /** Network address of whoever asks; kept nowhere. */
  readonly address: string;
}

/** @rule M1 From "join" to the welcome gift, in one request. */
@Injectable()
export class Joins {
  private readonly command;

  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly directory: MemberDirectory,
    private readonly profiles: MemberProfiles,
    private readonly phones: PhoneExchange,
    private readonly nicknames: Nicknames,
    private readonly wechat: Wechat,
    private readonly clock: Clock,
    keyring: Keyring,
    config: Config,
  ) {
    this.command = join({ seal: (text) => keyring.seal(text), policy: config.program });
  }

  /** Joins once per key; a replay answers the same gift and the profile as it is now. */
  async join(applicant: Applicant, body: BodyOf<JoinRoute>): Promise<Replayable<ResponseOf<JoinRoute>>> {
    const { answer, replayed } = await this.run(applicant, body);
    const member = await this.directory.byId(answer.member_id);
    if (!member) throw new Error(`${answer.member_id} joined and is not there`);
    return new Replayable(
      {
        member: await this.profiles.of(member, this.clock.now()),
        code_secret: this.directory.codeSecretOf(member),
        welcome: await this.welcomeOf(answer),
        welcome_missed: answer.missed,
        invite: answer.invite && (await boundShown(this.database.read, answer.invite)),
      },
      replayed,
    );
  }

  private async run(applicant: Applicant, body: BodyOf<JoinRoute>) {
    const { person_id: personId, is_member: isMember, key } = applicant;
    const isBrought = await isInvited(this.database.read, personId, this.clock.now());
    if (isBrought || body.phone_code !== undefined || body.nickname !== undefined) {
      // a replay asks WeChat nothing, nor does a member: its codes are good once, its checks cost quota
      const recalled = await this.ledger.recall<JoinAnswer>(this.command.kind, body, key);
      if (recalled) return accepted(Promise.resolve(recalled));
      if (isMember) throw new Refusal('already_member');
    }
    const input = {
      person_id: personId,
      openid_hash: await this.directory.openidHashOf(personId),
      visit_id: body.visit_id ?? null,
      nickname: await this.nicknameOf(personId, body.nickname),
      terms: body.consents.terms,
      marketing: body.consents.marketing,
      phone: await this.phoneOf(personId, body.phone_code),
      risk_rank: isBrought ? await this.riskOf(applicant) : null,
    };
    return accepted(
      this.ledger.run(this.command, input, { key, actor: { kind: 'person', id: personId }, content: body }),
    );
  }

  private async phoneOf(personId: Id<'person'>, code: string | undefined): Promise<SealedPhone | null> {
    return code === undefined ? null : orRefuse(await this.phones.exchange(personId, code));
  }

  /** WeChat's word on who was invited; null without one, and joining goes on. @rule R7 */
  private async riskOf({ person_id: personId, address }: Applicant): Promise<number | null> {
    const openid = await this.directory.openidOf(personId);
    const risk = await this.wechat.risk.rank({ openid, client_ip: plainAddress(address) });
    return risk.ok ? risk.value : null;
  }

  private async nicknameOf(personId: Id<'person'>, nickname: string | undefined): Promise<string | null> {
    return nickname === undefined ? null : orRefuse(await this.nicknames.check(personId, nickname));
  }

  private async welcomeOf(answer: JoinAnswer): Promise<WelcomeItem[]> {
    const items: WelcomeItem[] = [];
    if (answer.coupon_id !== null && answer.valid_to_at !== null) {
      const [coupon] = await loadCoupons(this.database.read, [answer.coupon_id]);
      if (!coupon) throw new Error(`${answer.coupon_id} was given and is not there`);
      items.push({
        kind: 'coupon',
        coupon_id: coupon.id,
        template_id: coupon.template_id,
        title: coupon.snapshot.title,
        value: coupon.snapshot.value,
        valid_to_at: toRfc3339(answer.valid_to_at),
      });
    }
    if (answer.points > 0) items.push({ kind: 'points', points: answer.points });
    return items;
  }
}
