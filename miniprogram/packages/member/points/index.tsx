import { useCallback, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { PointsLine, PointsSummary } from '@shared/contract';
import { Failure, Notice, Skeleton } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Segments } from '@/components/parts/parts';
import { usePages } from '@/hooks/use-pages';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
import { call } from '@/services/app';
import { fullDay, pointsText, shortDay, signedPoints, timeOf, yearMonth } from '@/services/format';
import { t } from '@/texts';
import './index.css';

const words = t.member.points;
const FILTERS = ['all', 'in', 'out'] as const;
type Filter = (typeof FILTERS)[number];

function Balance({ summary }: { summary: PointsSummary }) {
  const { next_expiry: expiry } = summary;
  return (
    <View className="points__balance">
      <Text className="points__label">{words.balance}</Text>
      <Text className="points__figure">{pointsText(summary.balance)}</Text>
      <View className="points__expiry">
        <Icon name="clock" size="small" tone="paper" />
        <Text>
          {expiry ? words.nextExpiry(pointsText(expiry.points), fullDay(expiry.on)) : words.noExpiry}
        </Text>
      </View>
      {summary.pending > 0 && (
        <Text className="points__label">{words.pending(pointsText(summary.pending))}</Text>
      )}
      {summary.debt > 0 && <Text className="points__label">{words.debt(pointsText(summary.debt))}</Text>}
    </View>
  );
}

function Line({ line }: { line: PointsLine }) {
  return (
    <View className="points__line">
      <View className="points__line-words">
        <Text className="points__line-title">{line.title}</Text>
        <Text className="points__line-hint">
          {shortDay(line.day)} {timeOf(line.at)}
        </Text>
      </View>
      <View className="points__line-figures">
        <Text className={line.points > 0 ? 'points__in' : 'points__out'}>{signedPoints(line.points)}</Text>
        <Text className="points__line-hint">{words.after(pointsText(line.balance_after))}</Text>
      </View>
    </View>
  );
}

/** The lines with a heading for each month. */
function Statement({ lines }: { lines: readonly PointsLine[] }) {
  return (
    <>
      {lines.map((line, i) => {
        const month = yearMonth(line.day);
        const first = lines[i - 1]?.day.slice(0, 7) !== line.day.slice(0, 7);
        return (
          <View key={line.id}>
            {first && <Text className="points__month">{words.month(month.year, month.month)}</Text>}
            <Line line={line} />
          </View>
        );
      })}
    </>
  );
}

function PointsPage() {
  const loadSummary = useCallback(() => call('GET /me/points'), []);
  const summary = useResource(loadSummary);
  const [filter, setFilter] = useState<Filter>('all');
  const load = useCallback(
    (after: string | undefined) =>
      call('GET /me/points/transfers', {
        query: { after, direction: filter === 'all' ? undefined : filter },
      }),
    [filter],
  );
  const list = usePages(load);
  const reload = (): void => {
    summary.reload();
    list.reload();
  };
  useDidShow(reload);
  const options = FILTERS.map((name) => ({ name, text: words.filter[name] }));
  const error = summary.error ?? list.error;
  if (error && summary.data === undefined) {
    return (
      <Page title={words.title}>
        <Failure error={error} retry={reload} />
      </Page>
    );
  }
  return (
    <Page title={words.title} list={list} onRefresh={reload}>
      {summary.data ? <Balance summary={summary.data} /> : <Skeleton lines={1} />}
      <Segments options={options} current={filter} onPick={setFilter} />
      <List
        of={list}
        empty={
          <Notice
            icon="coin"
            title={words.emptyTitle}
            hint={words.emptyHint}
            action={{ text: words.emptyAction, tap: () => go('code') }}
          />
        }
      >
        {(lines) => <Statement lines={lines} />}
      </List>
    </Page>
  );
}

export default PointsPage;
