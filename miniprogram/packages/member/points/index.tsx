import { useCallback, useState } from 'react';
import { Notice, Shown } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Card, MenuRow, Segments } from '@/components/parts/parts';
import { usePages } from '@/hooks/use-pages';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
import { call } from '@/services/app';
import { changesMember } from '@/services/happening';
import { t } from '@/texts';
import { Balance } from './balance';
import { SignInStrip } from './sign-in/strip';
import { useSignInMonth } from './sign-in/use-sign-in';
import { Statement } from './statement';
import './index.css';

const words = t.member.points;
const FILTERS = ['all', 'in', 'out'] as const;
type Filter = (typeof FILTERS)[number];

/** What is mine, kept true while it is looked at: a purchase, a refund, points that arrive. */
function usePointsPage(filter: Filter) {
  const loadSummary = useCallback(() => call('GET /me/points'), []);
  const summary = useResource(loadSummary);
  const signIns = useSignInMonth();
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
  const reloadAll = (): void => {
    reload();
    signIns.reload();
  };
  useMemberEvents(true, (event) => {
    if (changesMember(event)) reloadAll();
  });
  return { summary, list, signIns, reload: reloadAll };
}

function PointsPage() {
  const [filter, setFilter] = useState<Filter>('all');
  const { summary, list, signIns, reload } = usePointsPage(filter);
  const { title, hint } = words.empty[filter];
  return (
    <Page title={words.title} list={list} onRefresh={reload}>
      <Shown of={summary} lines={4}>
        {(points) => (
          <>
            <Balance summary={points} />
            <Card tight>
              <MenuRow
                icon="gift"
                text={t.shop.mall.entry}
                hint={t.shop.mall.entryHint}
                onTap={() => go('mall')}
              />
            </Card>
            {signIns.data && <SignInStrip month={signIns.data} onDone={reload} />}
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
                  {...(filter === 'out' || signIns.data?.active === true
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
