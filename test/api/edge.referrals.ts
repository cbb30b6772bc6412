import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import type { Counter, Customer } from './counter.support';
import type { EdgeOfReferrals, GivenByRoute } from './edge';
import { inviteCode } from './invites.support';
import { createProgram, programBody, programTerms } from './programs.support';

/** Every reward is a coupon, so that each place of a template is there. */
function termsWith(template: Id<'template'>) {
  const reward = { kind: 'coupon', template_id: template } as const;
  const milestones = [{ friends: 3, reward }];
  return programTerms({ inviter_reward: reward, invitee_reward: reward, milestones });
}

/** Sets that part of the stage. */
export async function openReferrals(
  app: TestApp,
  { shop }: Counter,
  ann: Customer,
  template: Id<'template'>,
): Promise<EdgeOfReferrals> {
  const program = await createProgram(app, shop, { terms: termsWith(template), milestone_budgets: [5] });
  return { program, code: await inviteCode(app, ann.token, program) };
}

/** What is sent about it. */
export function ofReferrals(
  { program, code }: EdgeOfReferrals,
  { shop }: Counter,
  template: Id<'template'>,
): GivenByRoute {
  const terms = termsWith(template);
  const params = { id: program };
  return {
    'POST /referral-programs/{id}/codes': { params },
    'GET /invite-codes/{code}/code.png': { params: { code }, query: { width: '300' } },
    'POST /console/referral-programs': { body: { ...programBody(shop), terms, milestone_budgets: [5] } },
    'PATCH /console/referral-programs/{id}': { params, body: { version: 1, terms } },
    'POST /console/referral-programs/{id}/budget-changes': { params, body: { milestone: 3, delta: 5 } },
    'GET /console/referral-numbers': { query: { program_id: program } },
  };
}
