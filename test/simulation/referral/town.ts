import type { ProgramTerms } from '../../../shared/contract';
import { TERMS_VERSION } from '../../../shared/contract';
import { DAY_MS, HOUR_MS, instant, toRfc3339, type Id } from '../../../shared/kernel';
import { decodeBase64Url } from '../../../shared/rules';
import type { Person } from '../books';
import type { SimServer } from '../server';
import type { Furnishing } from '../story';
import { World } from '../world';
import { ReferralBooks, type Program } from './books';
import type { ReferralFurnishing } from './furnishing';

/** Staff and a few more are members from the beginning. */
const FOUNDERS = 6;
/** Longer than a story. */
const RUNS_MS = 400 * DAY_MS;
export const WINDOW_MS = 7 * DAY_MS;
export const QUALIFY_DAYS = 5;
export const CLAIM_DAYS = 4;
export const MIN_FEN = 2_000;

/** A town of which some are members, who may bring the others. */
export class ReferralTown extends World {
  readonly referral = new ReferralBooks();
  /** `<program> <openid>` */
  private readonly codes = new Map<string, string>();

  constructor(
    server: SimServer,
    furnishing: Furnishing,
    private readonly promises: ReferralFurnishing,
  ) {
    super(server, furnishing);
  }

  override async furnish(): Promise<void> {
    await super.furnish();
    for (const person of this.books.people.slice(0, FOUNDERS)) await this.enrol(person);
    const [off, , , , gift] = this.books.templates;
    const [friends = 1, others = 1] = this.promises.budgets;
    const [two = 0, three = 0] = this.promises.milestones;
    await this.openProgram(
      '带朋友来',
      friends,
      new Map([
        [2, two],
        [3, three],
      ]),
      {
        ...{ touch: 'last', qualify: { kind: 'purchase', min_fen: MIN_FEN } },
        inviter_reward: { kind: 'points', points: 20 },
        invitee_reward: { kind: 'coupon', template_id: gift!.id },
        milestones: [
          { friends: 2, reward: { kind: 'points', points: 50 } },
          { friends: 3, reward: { kind: 'coupon', template_id: off!.id } },
        ],
      },
    );
    await this.openProgram('一起用券', others, new Map(), {
      ...{ touch: 'first', qualify: { kind: 'redemption' }, milestones: [] },
      inviter_reward: { kind: 'coupon', template_id: gift!.id },
      invitee_reward: { kind: 'points', points: 10 },
    });
  }

  get members(): Person[] {
    return this.books.people.filter(({ member }) => member !== null);
  }

  /** A member's code for a program; null while it cannot be had. */
  async codeOf(person: Person, { id }: Program): Promise<string | null> {
    const name = `${id} ${person.openid}`;
    const known = this.codes.get(name);
    if (known !== undefined) return known;
    const { token } = person;
    const made = await this.look('POST /referral-programs/{id}/codes', { token, params: { id } });
    if (made) this.codes.set(name, made.code);
    return made?.code ?? null;
  }

  private async enrol(person: Person): Promise<void> {
    const consents = { terms: TERMS_VERSION, marketing: false };
    const answer = await this.ok('POST /members', { token: person.token, body: { consents } });
    this.joined(person, answer);
  }

  joined(
    person: Person,
    answer: {
      readonly member: { readonly id: Id<'member'>; readonly card_no: string };
      readonly code_secret: string;
    },
  ): void {
    const { member, code_secret: secret } = answer;
    person.joins += 1;
    person.member = { id: member.id, card_no: member.card_no, secret: decodeBase64Url(secret) };
  }

  private async openProgram(
    name: string,
    budget: number,
    milestones: Map<number, number>,
    terms: Pick<ProgramTerms, 'touch' | 'qualify' | 'inviter_reward' | 'invitee_reward' | 'milestones'>,
  ): Promise<void> {
    const { protect_days, cap_day, cap_total } = this.promises;
    const { id, version } = await this.ok('POST /console/referral-programs', {
      token: this.operator.token,
      body: {
        ...{ merchant_id: this.books.merchants[0]!.id, name, budget },
        milestone_budgets: [...milestones.values()],
        starts_at: toRfc3339(instant(this.now - HOUR_MS)),
        ends_at: toRfc3339(instant(this.now + RUNS_MS)),
        terms: {
          ...{
            ...terms,
            window_days: WINDOW_MS / DAY_MS,
            qualify_days: QUALIFY_DAYS,
            claim_days: CLAIM_DAYS,
          },
          ...{ protect_days, cap_day, cap_total },
        },
      },
    });
    this.referral.programs.push({
      id,
      name,
      version,
      state: 'active',
      wave: -1,
      granted: budget,
      milestones,
    });
  }
}
