import { useCallback, useState } from 'react';
import type { CouponCard } from '@shared/contract';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Notice } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Segments, Tag } from '@/components/parts/parts';
import { useLatest } from '@/hooks/use-latest';
import { useMemberEvents } from '@/hooks/use-member-events';
import { usePages } from '@/hooks/use-pages';
import { go, useDidShow } from '@/platform/router';
import { call, serverClock } from '@/services/app';
import { dayOf, endsSoon, fullDay, lastDay, shortDay } from '@/services/format';
import { changesMember } from '@/services/happening';
import { t } from '@/texts';

const TABS = ['usable', 'used', 'expired'] as const;
type Tab = (typeof TABS)[number];

const words = t.coupons.mine;

/** What stands below the title: from when, until when, or since when no more. */
function hintOf({ shown_as: as, valid_from_at: from, valid_to_at: to }: CouponCard): string {
  if (as === 'not_yet') return t.coupons.card.from(shortDay(dayOf(from)));
  const until = lastDay(to);
  const thisYear = until.slice(0, 4) === dayOf(new Date(serverClock.now()).toISOString()).slice(0, 4);
  return t.coupons.card.until(thisYear ? shortDay(until) : fullDay(until));
}

/** Beside the title: what is worth knowing of a coupon that is still good. */
function tagOf({ shown_as: as, valid_to_at: to }: CouponCard) {
  if (as === 'not_yet') return <Tag text={words.notYet} tone="quiet" />;
  if (as === 'locked') return <Tag text={words.locked} tone="quiet" />;
  return as === 'usable' && endsSoon(to, serverClock.now()) ? <Tag text={words.soon} tone="amber" /> : null;
}

/** What is stamped over a coupon that is over. */
function stampOf({ shown_as: as }: CouponCard): string | null {
  return as === 'used' || as === 'expired' || as === 'gone' ? words[as] : null;
}

function Ticket({ coupon }: { coupon: CouponCard }) {
  const open = (): void => go('coupon', { id: coupon.id });
  const stamp = stampOf(coupon);
  return (
    <CouponTicket
      value={coupon.value}
      title={coupon.title}
      merchant={coupon.merchant_name}
      hint={hintOf(coupon)}
      tag={tagOf(coupon)}
      onTap={open}
      {...(stamp === null ? {} : { stamp })}
      {...(coupon.shown_as === 'usable'
        ? {
            action: (
              <Button small onTap={open}>
                {words.use}
              </Button>
            ),
          }
        : {})}
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
  useMemberEvents(true, (event) => {
    if (changesMember(event)) list.reload();
  });
  // they come with every tab; those of the tab before stay until the next has come
  const counts = useLatest(list.latest?.counts);
  const { title, hint } = words.empty[tab];
  const notice = (
    <Notice
      icon="ticket"
      title={title}
      hint={hint}
      {...(tab === 'usable' ? { action: { text: words.emptyAction, tap: () => go('coupons') } } : {})}
    />
  );
  return (
    <Page title={words.title} list={list}>
      <Segments
        options={TABS.map((name) => ({ name, text: words.tabs[name], count: counts?.[name] }))}
        current={tab}
        onPick={setTab}
      />
      <List of={list} empty={notice}>
        {(coupons) => coupons.map((coupon) => <Ticket key={coupon.id} coupon={coupon} />)}
      </List>
    </Page>
  );
}

export default MyCouponsPage;
