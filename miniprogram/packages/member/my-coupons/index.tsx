import { useCallback, useState } from 'react';
import type { CouponCard } from '@shared/contract';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Notice } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Segments, Tag } from '@/components/parts/parts';
import { usePages } from '@/hooks/use-pages';
import { go, useDidShow } from '@/platform/router';
import { call, serverClock } from '@/services/app';
import { lastDay, dayOf, shortDay } from '@/services/format';
import { t } from '@/texts';

const TABS = ['usable', 'used', 'expired'] as const;
type Tab = (typeof TABS)[number];
const SOON_MS = 3 * 24 * 3_600_000;

const words = t.coupons.mine;

function Ticket({ coupon }: { coupon: CouponCard }) {
  const open = (): void => go('coupon', { id: coupon.id });
  const usable = coupon.shown_as === 'usable';
  const soon = usable && Date.parse(coupon.valid_to_at) - serverClock.now() < SOON_MS;
  const stamps = { used: words.used, expired: words.expired, gone: words.gone, locked: words.locked };
  const hint =
    coupon.shown_as === 'not_yet'
      ? t.coupons.card.from(shortDay(dayOf(coupon.valid_from_at)))
      : t.coupons.card.until(shortDay(lastDay(coupon.valid_to_at)));
  return (
    <CouponTicket
      value={coupon.value}
      title={coupon.title}
      merchant={coupon.merchant_name}
      hint={hint}
      onTap={open}
      {...(soon ? { tag: <Tag text={words.soon} tone="amber" /> } : {})}
      {...(usable
        ? {
            action: (
              <Button small onTap={open}>
                {words.use}
              </Button>
            ),
          }
        : {
            stamp:
              coupon.shown_as === 'not_yet' ? words.notYet : stamps[coupon.shown_as as keyof typeof stamps],
          })}
    />
  );
}

function MyCouponsPage() {
  const [tab, setTab] = useState<Tab>('usable');
  const load = useCallback(
    (after: string | undefined) => call('GET /me/coupons', { query: { state: tab, after } }),
    [tab],
  );
  const list = usePages(load);
  useDidShow(list.reload);
  const counts = list.latest?.counts;
  const [title, hint] = words.empty[tab] as [string, string];
  return (
    <Page title={words.title} list={list}>
      <Segments
        options={TABS.map((name) => ({
          name,
          text: words.tabs[name],
          count: counts?.[name],
        }))}
        current={tab}
        onPick={setTab}
      />
      <List
        of={list}
        empty={
          <Notice
            icon="ticket"
            title={title}
            hint={hint}
            {...(tab === 'usable' ? { action: { text: words.emptyAction, tap: () => go('coupons') } } : {})}
          />
        }
      >
        {(coupons) => coupons.map((coupon) => <Ticket key={coupon.id} coupon={coupon} />)}
      </List>
    </Page>
  );
}

export default MyCouponsPage;
