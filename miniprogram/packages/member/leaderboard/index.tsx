import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import { Notice, Shown } from '@/components/feedback/feedback';
import { Page } from '@/components/page/page';
import { Card } from '@/components/parts/parts';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource } from '@/hooks/use-resource';
import { backTo, replace, useDidShow, useParams } from '@/platform/router';
import { isUnknown } from '@/services/api-error';
import { pointsText } from '@/services/format';
import { changesInvites } from '@/services/happening';
import { readLeaderboard, type Leaderboard, type MemberProgram } from '@/services/referrals';
import { t } from '@/texts';
import './index.css';

const words = t.invite.board;
/** So many stand out. */
const FIRST = 3;

function Row({ place }: { place: Leaderboard['items'][number] }) {
  const { rank, name_masked: name, friends, mine } = place;
  return (
    <View
      className="board__row"
      ariaLabel={`${words.rank(rank)} ${name} ${words.friends(pointsText(friends))}`}
    >
      <Text className={rank <= FIRST ? 'board__rank board__rank--first' : 'board__rank'}>{rank}</Text>
      <Text className={mine ? 'board__name board__name--mine' : 'board__name'}>
        {mine ? words.mine : name}
      </Text>
      <Text className="board__friends">{words.friends(pointsText(friends))}</Text>
    </View>
  );
}

/** Where I stand, always in sight. */
function Mine({ mine }: Pick<Leaderboard, 'mine'>) {
  const rank = mine.rank === null ? words.beyond : words.mineRank(mine.rank);
  return (
    <View className="board__mine">
      <Text className="board__name--mine">{words.mine}</Text>
      <Text className="board__mine-rank">{mine.friends === 0 ? words.notYet : rank}</Text>
      <Text className="board__friends">{words.friends(pointsText(mine.friends))}</Text>
    </View>
  );
}

/** The first by friends whose reward was earned, masked. @rule R8 */
function BoardPage() {
  const programId = (useParams()['program'] ?? 'rpg_') as MemberProgram['id'];
  const load = useCallback(() => readLeaderboard(programId), [programId]);
  const board = useResource(load);
  useDidShow(board.reload);
  useMemberEvents(true, (event) => {
    if (changesInvites(event)) board.reload();
  });
  const { data, error } = board;
  return (
    <Page
      title={words.title}
      footer={data && data.items.length > 0 ? <Mine mine={data.mine} /> : undefined}
      onRefresh={board.reload}
      refreshing={board.loading}
    >
      {data === undefined && error && isUnknown(error) ? (
        <Notice
          icon="friends"
          title={words.unknownTitle}
          hint={words.unknownHint}
          action={{ text: t.invite.title, tap: () => replace('invite') }}
        />
      ) : (
        <Shown of={board} lines={4}>
          {({ items }) =>
            items.length === 0 ? (
              <Notice
                icon="friends"
                title={words.emptyTitle}
                hint={words.emptyHint}
                action={{ text: words.emptyAction, tap: () => backTo('invite') }}
              />
            ) : (
              <>
                <Text className="board__lead">{words.lead}</Text>
                <Card tight>
                  {items.map((place) => (
                    <Row key={place.rank} place={place} />
                  ))}
                </Card>
              </>
            )
          }
        </Shown>
      )}
    </Page>
  );
}

export default BoardPage;
