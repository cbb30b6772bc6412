import { Text, View } from '@tarojs/components';
import { go } from '@/platform/router';
import { t } from '@/texts';
import { Icon, type IconName } from '../icon/icon';
import { Tap } from '../tap/tap';

const TABS = ['home', 'coupons', 'code', 'me'] as const;
export type TabName = (typeof TABS)[number];

const ICONS: Readonly<Record<TabName, IconName>> = {
  home: 'home',
  coupons: 'ticket',
  code: 'code',
  me: 'person',
};

/** The tabs, with the member code raised in the middle of reach. */
export function TabBar({ current }: { current: TabName }) {
  return (
    <View className="tab-bar">
      {TABS.map((tab) => {
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
