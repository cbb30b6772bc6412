import { useCallback, useState } from 'react';
import { Notice, Shown } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Segments } from '@/components/parts/parts';
import { usePages } from '@/hooks/use-pages';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
import { call } from '@/services/app';
import { t } from '@/texts';
import { Balance } from './balance';
import { Statement } from './statement';
import './index.css';

const words = t.member.points;
const FILTERS = ['all', 'in', 'out'] as const;
type Filter = (typeof FILTERS)[number];

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
  // without a balance there is one failure to tell, not two
  const list = usePages(summary.data === undefined ? null : load);
  const reload = (): void => {
    summary.reload();
    list.reload();
  };
  useDidShow(reload);
  const { title, hint } = words.empty[filter];
  return (
    <Page title={words.title} list={list} onRefresh={reload}>
      <Shown of={summary} lines={4}>
        {(points) => (
          <>
            <Balance summary={points} />
            <Segments
              options={FILTERS.map((name) => ({ name, text: words.filter[name] }))}
              current={filter}
              onPick={setFilter}
            />
            <List
              of={list}
              empty={
                <Notice
                  icon="coin"
                  title={title}
                  hint={hint}
                  {...(filter === 'out'
                    ? {}
                    : { action: { text: words.emptyAction, tap: () => go('code') } })}
                />
              }
            >
              {(lines) => <Statement lines={lines} />}
            </List>
          </>
        )}
      </Shown>
    </Page>
  );
}

export default PointsPage;
