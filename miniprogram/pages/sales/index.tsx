import { useCallback, useEffect, useState } from 'react';
import type { SaleCard } from '@shared/contract';
import { BrowseOnly } from '@/components/browse-only/browse-only';
import { FirstLogin, Notice } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { useMe } from '@/hooks/use-me';
import { useMemberEvents } from '@/hooks/use-member-events';
import { usePages } from '@/hooks/use-pages';
import { useRegularly } from '@/hooks/use-regularly';
import { BROWSE_ONLY } from '@/platform/launch';
import { go, useDidShow } from '@/platform/router';
import { useSharing } from '@/platform/share';
import { toast } from '@/platform/ui';
import { call, serverClock } from '@/services/app';
import { changesOrders } from '@/services/happening';
import { inOrder, phaseOf } from '@/services/offers';
import { learnSales } from '@/services/sales';
import { t } from '@/texts';
import { Sale } from './sale';
import { Sessions } from './sessions';
import './index.css';

const words = t.shop.sales;
/** What is left changes while a sale is on. */
const FRESH_MS = 10_000;

/** The sales, kept true while they are looked at. */
function useSales(joined: boolean) {
  const load = useCallback(async (after: string | undefined) => {
    const page = await call('GET /flash-sales', { query: { after } });
    if (after === undefined) learnSales(page.items);
    return page;
  }, []);
  const list = usePages(joined ? load : null);
  useDidShow(list.reload);
  const now = serverClock.now();
  const on = list.items.some((sale) => phaseOf(sale, now) === 'on');
  // further pages would be thrown away by reading the first again
  useRegularly(on && list.ended, FRESH_MS, list);
  useMemberEvents(joined, (event) => {
    if (event.type === 'wait.passed') toast(t.shop.claim.waits.passed);
    if (changesOrders(event)) list.reload();
  });
  return list;
}

function Sales({ sales, onChanged }: { sales: readonly SaleCard[]; onChanged: () => void }) {
  const sorted = inOrder(sales, serverClock.now());
  const [picked, setPicked] = useState<SaleCard['id'] | null>(null);
  const shown = sorted.find(({ id }) => id === picked) ?? sorted[0];
  const first = shown?.id ?? null;
  // the order changes as sales begin and end; what is looked at stays
  useEffect(() => setPicked((before) => before ?? first), [first]);
  if (!shown) return null;
  return (
    <>
      {sorted.length > 1 && <Sessions sales={sorted} current={shown.id} onPick={setPicked} />}
      <Sale key={shown.id} sale={shown} onChanged={onChanged} />
    </>
  );
}

function SalesTab() {
  const { member, login } = useMe();
  const list = useSales(Boolean(member));
  const empty = (
    <Notice
      icon="bolt"
      title={words.emptyTitle}
      hint={words.emptyHint}
      action={{ text: words.emptyAction, tap: () => go('coupons') }}
    />
  );
  return (
    <Page title={words.title} tab="sales" list={list}>
      {member === undefined && <FirstLogin of={login} lines={3} />}
      {member === null && (
        <Notice
          icon="bolt"
          title={words.joinTitle}
          hint={words.joinHint}
          action={{ text: words.join, tap: () => go('landing') }}
        />
      )}
      {member && (
        <List of={list} empty={empty}>
          {(sales) => <Sales sales={sales} onChanged={list.reload} />}
        </List>
      )}
    </Page>
  );
}

function SalesPage() {
  useSharing({ title: t.common.share.sales, page: 'sales' });
  return BROWSE_ONLY ? <BrowseOnly title={words.title} lead={words.joinTitle} /> : <SalesTab />;
}

export default SalesPage;
