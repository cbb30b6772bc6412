import type { ProgramTerms, Promised, RewardShown, RewardTerms } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { loadTemplates, stockLeftOf, type TemplateRow } from '../coupons';
import { account } from '../ledger';
import type { Reader } from '../platform/database';
import { budgetLeft } from './programs.queries';

/** Templates by id, for rewards that are coupons. */
export type Templates = ReadonlyMap<Id<'template'>, Pick<TemplateRow, 'id' | 'title' | 'value'>>;

type Rewards = Pick<ProgramTerms, 'inviter_reward' | 'invitee_reward'>;

/** The templates that rewards give, in one query; those of points give none. */
export async function templatesOf(
  read: Reader,
  rewards: readonly (RewardTerms | null)[],
): Promise<Templates> {
  const ids = new Set(templateIds(rewards));
  return new Map((await loadTemplates(read, [...ids])).map((row) => [row.id, row]));
}

/** The templates that terms name, with those of their milestones. */
export async function templatesOfTerms(read: Reader, terms: readonly ProgramTerms[]): Promise<Templates> {
  const rewards = terms.flatMap(({ inviter_reward, invitee_reward, milestones }) => [
    inviter_reward,
    invitee_reward,
    ...milestones.map(({ reward }) => reward),
  ]);
  return templatesOf(read, rewards);
}

/** A reward as a person reads it. Throws for a template that was not asked for: templates are never deleted. */
export function rewardShownOf(reward: RewardTerms, templates: Templates): RewardShown {
  if (reward.kind === 'points') return reward;
  const template = templates.get(reward.template_id);
  if (!template) throw new Error(`template ${reward.template_id} was not loaded`);
  return { kind: 'coupon', template_id: template.id, title: template.title, value: template.value };
}

/** What a program's rules promise, as a person reads it before sharing or joining. @rule R5 */
export function promiseOf(terms: ProgramTerms, templates: Templates): Promised {
  const { qualify, window_days, qualify_days, protect_days, claim_days } = terms;
  const shown = (reward: RewardTerms | null): RewardShown | null =>
    reward && rewardShownOf(reward, templates);
  return {
    inviter_reward: shown(terms.inviter_reward),
    invitee_reward: shown(terms.invitee_reward),
    qualify,
    window_days,
    qualify_days,
    protect_days,
    claim_days,
  };
}

/**
 * How many more friends can be promised all that the rules name: as the budget and the stock of its coupons allow. What
 * is told before sharing is what the join then keeps to.
 * @rule R5
 */
export async function friendsLeft(
  read: Reader,
  programId: Id<'referral_program'>,
  { inviter_reward, invitee_reward }: Rewards,
): Promise<number> {
  const left = await budgetLeft(read, account.referralBudget(programId));
  const ids = templateIds([inviter_reward, invitee_reward]);
  const stock = await stockLeftOf(read, [...new Set(ids)]);
  const pieces = [...stock].map(([id, n]) => Math.floor(n / ids.filter((one) => one === id).length));
  return Math.max(0, Math.min(left, ...pieces));
}

function templateIds(rewards: readonly (RewardTerms | null)[]): Id<'template'>[] {
  return rewards.flatMap((reward) => (reward?.kind === 'coupon' ? [reward.template_id] : []));
}
