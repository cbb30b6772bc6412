import type * as contract from '../../../shared/contract';
import { CODE_PREFIX, COUPON_EDGES, CODE_STEP_SECONDS, type CodeKind } from '../../../shared/rules';
import type * as rules from '../../../shared/rules';
import { COUPON_STATES, dynamicCode, ERRORS } from '../../../shared/contract';

/** True when each type can stand for the other. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
/** Does not compile unless every member is `true`. */
function agree(...facts: true[]): void {
  expect(facts.every(Boolean)).toBe(true);
}

type CodesOf<T> = T extends { readonly code: infer Code } ? Code : never;

describe('rules and contract', () => {
  it('C1: spell the words of a coupon alike', () => {
    agree(
      true satisfies Same<rules.CouponValue, contract.CouponValue>,
      true satisfies Same<rules.CouponValidity, contract.CouponValidity>,
      true satisfies Same<rules.CouponTimes, contract.CouponTimes>,
      true satisfies Same<rules.CouponScope, contract.CouponScope>,
      true satisfies Same<rules.CouponLimits, contract.CouponLimits>,
      true satisfies Same<rules.PointRule, contract.PointRule>,
      true satisfies Same<rules.EarningPartKind, contract.Earning['parts'][number]['kind']>,
      true satisfies Same<rules.ShownAs, contract.CouponCard['shown_as']>,
      true satisfies Same<
        rules.ClaimProblem['code'] | 'claimable',
        contract.TemplateCard['status'] | 'not_found'
      >,
    );
  });

  it('C5: know the same states', () => {
    expect(Object.keys(COUPON_EDGES).sort()).toEqual([...COUPON_STATES].sort());
  });

  it('M7: agree on the length and the step of a code', () => {
    const kinds: CodeKind[] = ['member', 'coupon', 'pickup', 'receipt'];
    expect(kinds.map((kind) => CODE_PREFIX[kind])).toEqual(['66', '67', '68', '69']);
    expect(dynamicCode.shape.step_seconds.value).toBe(CODE_STEP_SECONDS);
  });

  it('C4: refuse only with codes of the catalogue', () => {
    type Codes = CodesOf<rules.ClaimProblem | rules.PriceProblem | rules.CouponObstacle>;
    type UndoCodes = Extract<ReturnType<typeof rules.undoWindow>, { ok: false }>['refuse'];
    agree(true satisfies Codes | UndoCodes extends contract.ErrorCode ? true : false);
    expect(ERRORS.coupon_expired.status).toBe(409);
  });
});
