import type { ReactNode } from 'react';
import { ScrollView, Text, View } from '@tarojs/components';
import { useOnline } from '@/hooks/use-online';
import { IN_WECHAT } from '@/platform/env';
import { back, isFirstPage, setTitle, useDidShow } from '@/platform/router';
import { t } from '@/texts';
import { Icon } from '../icon/icon';
import { TabBar, type TabName } from '../tab-bar/tab-bar';

interface PageProps {
  readonly title: string;
  readonly children: ReactNode;
  /** A tab page draws the tab bar and no way back. */
  readonly tab?: TabName;
  /** Fixed at the bottom, in reach of the thumb. */
  readonly footer?: ReactNode;
  readonly tone?: 'ground' | 'paper' | 'brand';
  /** Called near the end of the page. */
  readonly onEnd?: () => void;
  /** Pulls the page down to read again. */
  readonly onRefresh?: () => void;
  readonly refreshing?: boolean;
}

/** The bar that WeChat draws natively and a browser does not. */
function TitleBar({ title, isTab }: { title: string; isTab: boolean }) {
  const first = isFirstPage();
  return (
    <View className="page__title-bar">
      {!isTab && (
        <View
          className="page__back"
          ariaRole="button"
          ariaLabel={first ? t.common.tabs.home : t.common.back}
          onClick={back}
        >
          <Icon name={first ? 'home' : 'back'} size="large" />
        </View>
      )}
      <Text className="page__title">{title}</Text>
    </View>
  );
}

/** The frame of every screen: title, word of a lost network, content that scrolls, footer above the safe area. */
export function Page(props: PageProps) {
  const { title, tab, tone = 'ground', footer } = props;
  const online = useOnline();
  useDidShow(() => setTitle(title));
  return (
    <View className={`page page--${tone}`}>
      {!IN_WECHAT && <TitleBar title={title} isTab={tab !== undefined} />}
      {!online && (
        <View className="page__offline">
          <Icon name="offline" size="small" tone="amber_text" />
          <Text>{t.common.offlineBar}</Text>
        </View>
      )}
      <ScrollView
        className="page__scroll"
        scrollY
        enhanced
        showScrollbar={false}
        lowerThreshold={240}
        {...(props.onEnd ? { onScrollToLower: props.onEnd } : {})}
        {...(props.onRefresh && IN_WECHAT
          ? {
              refresherEnabled: true,
              refresherTriggered: props.refreshing === true,
              onRefresherRefresh: props.onRefresh,
            }
          : {})}
      >
        <View className="page__content">{props.children}</View>
      </ScrollView>
      {footer !== undefined && <View className="page__footer">{footer}</View>}
      {tab !== undefined && <TabBar current={tab} />}
    </View>
  );
}
