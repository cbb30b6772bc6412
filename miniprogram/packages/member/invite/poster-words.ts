import { fullDay, lastDay } from '@/services/format';
import { qualifyText, rewardParts } from '@/services/referral-words';
import type { MemberProgram } from '@/services/referrals';
import { t } from '@/texts';
import type { PosterWords } from './poster';

const words = t.invite.poster;

/** What the friend is promised; null where nothing is: no reward for friends, or no budget left. @rule R5 */
function getsOf({ promise, sharing }: MemberProgram): PosterWords['gets'] {
  if (promise.invitee_reward === null || sharing === 'used_up') return null;
  const { kind } = promise.invitee_reward;
  const { big, small } = rewardParts(promise.invitee_reward);
  // a number alone says nothing from afar
  const both = kind === 'points' ? { big: `${big} ${small}`, small: words.points } : { big, small };
  return { lead: words.gets(qualifyText(promise)), ...both };
}

/** What stands on the poster of a program. @param nickname mine, null without one */
export function posterWords(program: MemberProgram, nickname: string | null): PosterWords {
  return {
    by: words.by(nickname),
    become: words.become(program.merchant_name),
    gets: getsOf(program),
    plain: { big: words.plain, small: words.plainHint },
    scan: words.scan,
    small: words.small(fullDay(lastDay(program.ends_at))),
  };
}
