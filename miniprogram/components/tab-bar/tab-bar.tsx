import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { Text, View } from '@tarojs/components';
import { useSession } from '@/hooks/use-session';
import { go, useDidShow } from '@/platform/router';
import { lookForSales, salesKnown } from '@/services/sales';
import { t } from '@/texts';
import { Icon, type IconName } from '../icon/icon';
import { Tap } from '../tap/tap';

const TABS = ['home', 'coupons', 'code', 'sales', 'me'] as const;
export type TabName = (typeof TABS)[number];

const ICONS: Readonly<Record<TabName, IconName>> = {
  home: 'home',
  coupons: 'ticket',
  code: 'code',
  sales: 'bolt',
  me: 'person',
};

/** Whether the tab of the sales is shown: while there are any, or while it is the one that is open. */
function useSalesTab(current: TabName): boolean {
  const any = useSyncExternalStore(salesKnown.subscribe, salesKnown.current, salesKnown.current);
  const joined = Boolean(useSession()?.member);
  const look = useCallback(() => {
    // what was known last is shown meanwhile
    if (joined) lookForSales().catch(() => undefined);
  }, [joined]);
  useEffect(look, [look]);
  useDidShow(look);
  return current === 'sales' || (joined && any === true);
}

/** The tabs, with the member code raised in the middle of reach. */
export function TabBar({ current }: { current: TabName }) {
  const withSales = useSalesTab(current);
  return (
    <View className="tab-bar">
      {TABS.filter((tab) => tab !== 'sales' || withSales).map((tab) => {
        const active = tab === current;
        const raised = tab === 'code';
        const tone = raised ? 'paper' : active ? 'brand' : 'ink_faint';
        return (
          <Tap
            key={tab}
            className={`tab-bar__tab ${active ? 'tab-bar__tab--active' : ''}`}
            role="tab"
            on={active}
            onTap={() => {
              if (!active) go(tab);
            }}
          >
            <View className={raised ? 'tab-bar__raised' : 'tab-bar__mark'}>
              <Icon name={ICONS[tab]} size="large" tone={tone} />
            </View>
            <Text className="tab-bar__name">{t.common.tabs[tab]}</Text>
          </Tap>
        );
      })}
    </View>
  );
}
