import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { FirstLogin, Notice, Shown } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Card, Heading, Segments } from '@/components/parts/parts';
import { Tap } from '@/components/tap/tap';
import { useMe } from '@/hooks/use-me';
import { go, useParams } from '@/platform/router';
import { useSharing } from '@/platform/share';
import { CLAIMABLE_MAX, type MemberProgram } from '@/services/referrals';
import { t } from '@/texts';
import { FriendRow } from './friend-row';
import { PosterSheet } from './poster-sheet';
import { ProgressCard } from './progress-card';
import { RewardRow } from './reward-row';
import { RuleCard } from './rule-card';
import { ShareFooter } from './share-footer';
import { useClaims } from './use-claims';
import { TABS, useInvites } from './use-invites';
import './index.css';

const words = t.invite;

type Invites = ReturnType<typeof useInvites>;
type Claims = ReturnType<typeof useClaims>;

/** One of several programs. */
function Switch(props: {
  programs: readonly MemberProgram[];
  current: string;
  onPick: (id: string) => void;
}) {
  return (
    <View className="invite__switch" ariaLabel={words.rule.switch}>
      {props.programs.map(({ id, name }) => (
        <Tap
          key={id}
          className={id === props.current ? 'invite__chip invite__chip--on' : 'invite__chip'}
          role="tab"
          on={id === props.current}
          onTap={() => props.onPick(id)}
        >
          <Text className="invite__chip-word">{name}</Text>
        </Tap>
      ))}
    </View>
  );
}

/** What a tap brings now; nothing at all where there is nothing. @rule R6 */
function Claimable({ invites, claims }: { invites: Invites; claims: Claims }) {
  const { shown, outcomes, settle } = claims;
  if (shown.length === 0) return null;
  return (
    <>
      <Heading text={words.mine.claimable} />
      <Card tight>
        {shown.map((reward) => (
          <RewardRow
            key={reward.id}
            reward={reward}
            outcome={outcomes[reward.id]}
            onSettled={settle}
            onChanged={invites.reload}
          />
        ))}
      </Card>
      {shown.length >= CLAIMABLE_MAX && (
        <Button kind="plain" small onTap={() => invites.pickTab('rewards')}>
          {words.mine.moreRewards}
        </Button>
      )}
    </>
  );
}

function Empty({ of }: { of: 'noFriends' | 'noRewards' }) {
  const { title, hint } = words.mine[of];
  return <Notice icon={of === 'noFriends' ? 'friends' : 'gift'} title={title} hint={hint} />;
}

/** All my rewards but those that are shown above. */
function Rewards({ invites, claims }: { invites: Invites; claims: Claims }) {
  const above = new Set(claims.shown.map(({ id }) => id));
  return (
    <List of={invites.rewards} empty={<Empty of="noRewards" />}>
      {(items) => {
        const rest = items.filter(({ id }) => !above.has(id));
        if (rest.length === 0) return null;
        return (
          <Card tight>
            {rest.map((reward) => (
              <RewardRow
                key={reward.id}
                reward={reward}
                outcome={claims.outcomes[reward.id]}
                onSettled={claims.settle}
                onChanged={invites.reload}
                withProgram
              />
            ))}
          </Card>
        );
      }}
    </List>
  );
}

/** My friends and all my rewards. @rule R8 */
function Mine({ invites, claims }: { invites: Invites; claims: Claims }) {
  const { program, tab, friends } = invites;
  const act = program?.promise.qualify.kind ?? 'any';
  return (
    <>
      <Segments
        options={TABS.map((name) => ({ name, text: words.mine.tabs[name] }))}
        current={tab}
        onPick={invites.pickTab}
      />
      {tab === 'friends' ? (
        <List of={friends} empty={<Empty of="noFriends" />}>
          {(items) => (
            <Card tight>
              {items.map((friend) => (
                <FriendRow key={friend.id} friend={friend} act={act} />
              ))}
            </Card>
          )}
        </List>
      ) : (
        <Rewards invites={invites} claims={claims} />
      )}
    </>
  );
}

/** All that there is of inviting: rules first, then how far I am, what I can claim, and everybody I brought. */
function Invites({ invites, all }: { invites: Invites; all: readonly MemberProgram[] }) {
  const { program, choose } = invites;
  const claims = useClaims(invites.claimable.data);
  return (
    <>
      {program && all.length > 1 && <Switch programs={all} current={program.id} onPick={choose} />}
      {program ? (
        <>
          <RuleCard program={program} />
          <ProgressCard program={program} />
        </>
      ) : (
        <View className="invite__none">
          <Text className="invite__name">{words.none.title}</Text>
          <Text className="invite__hint">{words.none.hint}</Text>
        </View>
      )}
      <Claimable invites={invites} claims={claims} />
      <Mine invites={invites} claims={claims} />
    </>
  );
}

function InvitePage() {
  const { member, login } = useMe();
  const invites = useInvites(Boolean(member), useParams()['program']);
  const [postering, setPostering] = useState(false);
  const { program, programs, code } = invites;
  const sent = code.code;
  useSharing(
    program && sent
      ? {
          title: words.share.card(member?.nickname ?? null, program.merchant_name),
          page: 'landing',
          query: { invite: sent.code },
          picture: 'invite',
        }
      : { title: t.common.share.home, page: 'home' },
  );
  const footer = program ? (
    <ShareFooter program={program} mine={code} onPoster={() => setPostering(true)} />
  ) : undefined;
  return (
    <Page
      title={words.title}
      footer={footer}
      list={invites.list}
      onRefresh={invites.reload}
      refreshing={programs.loading}
    >
      {member === undefined && <FirstLogin of={login} lines={3} />}
      {member === null && (
        <Notice
          icon="friends"
          title={words.guest.title}
          hint={words.guest.hint}
          action={{ text: t.member.me.join, tap: () => go('landing') }}
        />
      )}
      {member && (
        <Shown of={programs} lines={4}>
          {(all) => <Invites invites={invites} all={all} />}
        </Shown>
      )}
      {member && program && sent && (
        <PosterSheet
          of={postering ? { program, code: sent.code, member } : null}
          onClose={() => setPostering(false)}
        />
      )}
    </Page>
  );
}

export default InvitePage;
