import { Text, View } from '@tarojs/components';
import type { Invitation, Promised } from '@shared/contract';
import { Avatar } from '@/components/avatar/avatar';
import { Heading } from '@/components/parts/parts';
import { inviterPicture } from '@/services/invited';
import { actText, rewardText } from '@/services/reward-words';
import { t } from '@/texts';
import { Caution, RewardCard } from './parts';

const words = t.referral.landing;

/** What joining now would promise me, and what my friend; nothing once the budget is used up or the program over. */
function promised({ state, promise }: Invitation): Pick<Promised, 'invitee_reward' | 'inviter_reward'> {
  const open = state === 'open' || state === 'capped';
  return {
    invitee_reward: open ? promise.invitee_reward : null,
    inviter_reward: state === 'open' ? promise.inviter_reward : null,
  };
}

/** Whether joining by this invite gives me something. */
export function rewardsMe(invite: Invitation | null): boolean {
  return invite !== null && promised(invite).invitee_reward !== null;
}

/** Whether joining by it gives anybody something. */
export function rewardsAnybody(invite: Invitation): boolean {
  const { invitee_reward: mine, inviter_reward: theirs } = promised(invite);
  return mine !== null || theirs !== null;
}

/** Why somebody gets less than the program gives; null where everything is as it should be. */
function cautionOf({ state, inviter: { nickname }, promise }: Invitation, isMember: boolean): string | null {
  switch (state) {
    case 'open':
      return null;
    case 'used_up':
      return words.usedUp(nickname);
    case 'capped':
      return promise.invitee_reward === null ? words.cappedForBoth(nickname) : words.capped(nickname);
    case 'ended':
      return words.ended;
    case 'member':
      return isMember ? null : words.formerMember;
  }
}

/** A friend's face and name, and whose invite this is. */
export function InvitedHead({ invite }: { invite: Invitation }) {
  const { nickname } = invite.inviter;
  return (
    <View className="landing__friend">
      <Avatar src={inviterPicture(invite.inviter)} />
      <View className="landing__friend-words">
        <Text className="landing__friend-title">{words.invitedBy(nickname)}</Text>
        <Text className="landing__hint">{words.from(invite.merchant_name, invite.program_name)}</Text>
      </View>
    </View>
  );
}

/** What stands in the way, if anything does. */
export function InviteCaution({ invite, isMember }: { invite: Invitation; isMember: boolean }) {
  const caution = cautionOf(invite, isMember);
  return caution === null ? null : <Caution text={caution} />;
}

/** My reward in the list of what I get. */
export function MyReward({ invite }: { invite: Invitation }) {
  const { invitee_reward: mine } = promised(invite);
  if (mine === null) return null;
  return <RewardCard reward={mine} hint={words.after(actText(invite.promise.qualify))} />;
}

/** What I have to do and when it comes, and what my friend gets for it. @rule R4 @rule R5 @rule R6 */
export function HowItComes({ invite }: { invite: Invitation }) {
  const { invitee_reward: mine, inviter_reward: theirs } = promised(invite);
  if (mine === null && theirs === null) return null;
  const { promise, inviter } = invite;
  const act = actText(promise.qualify);
  const steps = [
    words.steps.join,
    words.within(promise.qualify_days, act),
    ...(promise.protect_days === 0 ? [] : [words.steps.rest(promise.protect_days)]),
    words.steps.claim(promise.claim_days),
  ];
  return (
    <>
      {mine && (
        <>
          <Heading text={words.how} />
          <View className="landing__steps">
            {steps.map((step, i) => (
              <View key={step} className="landing__step">
                <Text className="landing__step-no">{i + 1}</Text>
                <Text className="landing__step-text">{step}</Text>
              </View>
            ))}
          </View>
        </>
      )}
      {theirs && (
        <Text className="landing__theirs">{words.theirs(inviter.nickname, act, rewardText(theirs))}</Text>
      )}
      {promise.qualify.kind === 'purchase' && <Text className="landing__theirs">{words.noOrder}</Text>}
    </>
  );
}
