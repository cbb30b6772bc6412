import { Controller } from '@nestjs/common';
import { toRfc3339 } from '../../../shared/kernel';
import { CODE_STEP_SECONDS, deriveCode, secondsLeft } from '../../../shared/rules';
import { accepted, Ledger } from '../../ledger';
import { MemberDirectory } from '../../members';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { StoreDirectory } from '../../stores';
import { claimCoupon, ClaimHints } from '../coupons.commands';
import { CouponWallet } from '../coupons.queries';
import { CouponLatecomers } from '../latecomers';
import { TemplateQueries } from '../templates.queries';

/** Coupon centre and wallet of a member. */
@Controller()
export class CouponsController {
  private readonly hints = new ClaimHints();

  constructor(
    private readonly ledger: Ledger,
    private readonly templates: TemplateQueries,
    private readonly wallet: CouponWallet,
    private readonly latecomers: CouponLatecomers,
    private readonly members: MemberDirectory,
    private readonly stores: StoreDirectory,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** What can be claimed, with what is left. */
  @Handle('GET /coupon-templates')
  async centre(call: Call<'GET /coupon-templates'>): Promise<Answer<'GET /coupon-templates'>> {
    return this.templates.centre(call.principal.member_id, call.query);
  }

  /** Claims one coupon. @rule C4 */
  @Handle('POST /coupon-templates/{id}/claims')
  async claim({
    params,
    principal,
    once,
  }: Call<'POST /coupon-templates/{id}/claims'>): Promise<Answer<'POST /coupon-templates/{id}/claims'>> {
    const { member_id } = principal;
    // a second request with the key of one that is under way shares its fate
    const isLate =
      !this.ledger.isRunning(once.key) && (await this.latecomers.isLate(params.id, member_id, once.key));
    if (isLate) throw new Refusal('sold_out');
    const run = this.ledger.run(
      claimCoupon(this.config.program.timezone, this.hints),
      { template_id: params.id, member_id },
      { key: once.key, actor: { kind: 'member', id: member_id } },
    );
    const { answer, replayed } = await accepted(run).catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'sold_out') this.latecomers.note(params.id);
      throw error;
    });
    const coupon = {
      id: answer.coupon_id,
      template_id: answer.template_id,
      valid_from_at: toRfc3339(answer.valid_from_at),
      valid_to_at: toRfc3339(answer.valid_to_at),
    };
    return new Replayable({ coupon }, replayed);
  }

  /** The wallet. */
  @Handle('GET /me/coupons')
  async list(call: Call<'GET /me/coupons'>): Promise<Answer<'GET /me/coupons'>> {
    return this.wallet.page(call.principal.member_id, call.query);
  }

  /** What can be used in a store now. @rule C2 @rule C3 */
  @Handle('GET /me/stores/{id}/coupons')
  async here({
    params,
    principal,
  }: Call<'GET /me/stores/{id}/coupons'>): Promise<Answer<'GET /me/stores/{id}/coupons'>> {
    const store = await this.stores.byId(params.id);
    if (store?.state !== 'open') throw new Refusal('not_found');
    return { items: await this.wallet.usableHere(principal.member_id, store) };
  }

  /** One coupon with its rules and stores. */
  @Handle('GET /me/coupons/{id}')
  async detail(call: Call<'GET /me/coupons/{id}'>): Promise<Answer<'GET /me/coupons/{id}'>> {
    const detail = await this.wallet.ownDetail(call.principal.member_id, call.params.id);
    if (!detail) throw new Refusal('not_found');
    return detail;
  }

  /** The dynamic code of a coupon that is not used up and not over; it may also be shown before it begins. @rule M7 @rule C6 */
  @Handle('GET /me/coupons/{id}/code')
  async code(call: Call<'GET /me/coupons/{id}/code'>): Promise<Answer<'GET /me/coupons/{id}/code'>> {
    const { member_id } = call.principal;
    const coupon = await this.wallet.own(member_id, call.params.id);
    if (!coupon) throw new Refusal('not_found');
    const at = this.clock.now();
    if (coupon.state !== 'issued' || at >= coupon.valid_to_at) throw new Refusal('coupon_not_usable');
    const secret = await this.members.codeSecret(member_id);
    return {
      code: deriveCode({ secret, kind: 'coupon', number: coupon.number, at }),
      seconds_left: secondsLeft(at),
      step_seconds: CODE_STEP_SECONDS,
    };
  }
}
