import type { Promised, ProgramTerms, RewardShown, RewardTerms } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { loadTemplates, type TemplateRow } from '../coupons';
import type { Reader } from '../platform/database';

type Templates = ReadonlyMap<string, Pick<TemplateRow, 'id' | 'title' | 'value'>>;

/** The templates that rewards name, by id. */
export async function templatesOf(
  read: Reader,
  rewards: readonly (Pick<RewardTerms, 'kind'> & { readonly template_id?: Id<'template'> | null })[],
): Promise<Templates> {
  const ids = [...new Set(rewards.flatMap(({ template_id: id }) => id ?? []))];
  return new Map((await loadTemplates(read, ids)).map((row) => [row.id, row]));
}

/**
 * A reward as a person reads it.
 * @param templates as `templatesOf` answered for it
 * @throws Error for a template that is not there: rewards name ones that are
 */
export function rewardShownOf(reward: RewardTerms, templates: Templates): RewardShown {
  if (reward.kind === 'points') return { kind: 'points', points: reward.points };
  const template = templates.get(reward.template_id);
  if (!template) throw new Error(`template ${reward.template_id} of a reward is missing`);
  return { kind: 'coupon', template_id: template.id, title: template.title, value: template.value };
}

/** What a person may read of a program's rules before sharing or joining. @rule R5 */
export async function promiseOf(read: Reader, terms: ProgramTerms): Promise<Promised> {
  const { inviter_reward: forInviter, invitee_reward: forInvitee } = terms;
  const templates = await templatesOf(
    read,
    [forInviter, forInvitee].filter((reward) => reward !== null),
  );
  return {
    inviter_reward: forInviter && rewardShownOf(forInviter, templates),
    invitee_reward: forInvitee && rewardShownOf(forInvitee, templates),
    qualify: terms.qualify,
    window_days: terms.window_days,
    qualify_days: terms.qualify_days,
    protect_days: terms.protect_days,
    claim_days: terms.claim_days,
  };
}
