import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import {
  customerOf,
  hire,
  listedTemplate,
  memberCode,
  nextStep,
  scanAt,
  type Counter,
  type Customer,
} from './counter.support';
import type { EdgeOfReferrals, GivenByRoute } from './edge';
import { inviteCode, inviteOf, joinInvited } from './invites.support';
import { joinNew } from './joins.support';
import { doDue } from './lifecycle.support';
import { createProgram, programBody, programTerms } from './programs.support';

/** Every reward is a coupon, so that each place of a template is there. */
function termsWith(template: Id<'template'>) {
  const reward = { kind: 'coupon', template_id: template } as const;
  const milestones = [{ friends: 3, reward }];
  return programTerms({ inviter_reward: reward, invitee_reward: reward, milestones });
}

/** Sets that part of the stage. */
export async function openReferrals(app: TestApp, counter: Counter, ann: Customer): Promise<EdgeOfReferrals> {
  const { shop } = counter;
  // its own: another request makes the shop's last until a date, which no reward can
  const template = await listedTemplate(app, counter);
  const program = await createProgram(app, shop, { terms: termsWith(template), milestone_budgets: [5] });
  const code = await inviteCode(app, ann.token, program);
  const waiting = await waitingInvite(app, counter);
  return { program, template, code, waiting, ...(await claimableRewards(app, counter, ann)) };
}

/** What Ann and a friend of hers have earned by the friend's purchase, in a program where that rests no longer than a minute. */
async function claimableRewards(
  app: TestApp,
  { shop, clerk }: Counter,
  ann: Customer,
): Promise<Pick<EdgeOfReferrals, 'reward' | 'their_reward'>> {
  const program = await createProgram(app, shop, { terms: programTerms({ protect_days: 0 }) });
  const friend = customerOf(await joinInvited(app, await inviteCode(app, ann.token, program)));
  nextStep(app);
  const { scan_id } = await scanAt(app, clerk, shop.store_id, memberCode(app, friend));
  const body = { scan_id, store_id: shop.store_id, amount_fen: 3_000 };
  await app.ok('POST /staff/purchases', { token: clerk.token, body });
  await app.app.background.drain();
  nextStep(app);
  await doDue(app);
  const first = async ({ token }: Customer): Promise<Id<'reward'>> => {
    const query = { state: 'claimable' } as const;
    const [found] = (await app.ok('GET /me/rewards', { token, query })).items;
    if (!found) throw new Error('nothing can be claimed');
    return found.id;
  };
  return { reward: await first(ann), their_reward: await first(friend) };
}

/** An invite that waits for review: the friend's purchase was recorded by whoever invited them. */
async function waitingInvite(app: TestApp, { shop }: Counter): Promise<Id<'invite'>> {
  const program = await createProgram(app, shop);
  const inviter = await joinNew(app);
  const assistant = await hire(app, '小孔', 'clerk', [shop.store_id], inviter.openid);
  const friend = customerOf(await joinInvited(app, await inviteCode(app, inviter.token, program)));
  nextStep(app);
  const { scan_id } = await scanAt(app, assistant, shop.store_id, memberCode(app, friend));
  await app.ok('POST /staff/purchases', {
    token: assistant.token,
    body: { scan_id, store_id: shop.store_id, amount_fen: 3_000 },
  });
  await app.app.background.drain();
  return String((await inviteOf(app, friend.id))?.['id']) as Id<'invite'>;
}

/** What is sent about it. */
export function ofReferrals(
  { program, template, code, waiting, reward }: EdgeOfReferrals,
  { shop }: Counter,
  ann: Customer,
): GivenByRoute {
  const terms = termsWith(template);
  const params = { id: program };
  return {
    'POST /referral-programs/{id}/codes': { params },
    'GET /invite-codes/{code}/code.png': { params: { code }, query: { width: '300' } },
    'GET /referral-programs/{id}/leaderboard': { params },
    'GET /me/invites': { query: { program_id: program } },
    'POST /me/rewards/{id}/claims': { params: { id: reward } },
    'POST /console/referral-programs': { body: { ...programBody(shop), terms, milestone_budgets: [5] } },
    'PATCH /console/referral-programs/{id}': { params, body: { version: 1, terms } },
    'POST /console/referral-programs/{id}/budget-changes': { params, body: { milestone: 3, delta: 5 } },
    'GET /console/invites': { query: { program_id: program, inviter_id: ann.id } },
    'POST /console/invites/{id}/reviews': { params: { id: waiting }, body: { decision: 'release' } },
    'GET /console/referral-numbers': { query: { program_id: program } },
  };
}
