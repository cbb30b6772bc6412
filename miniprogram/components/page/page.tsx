import { useEffect, useState, type ReactNode } from 'react';
import { ScrollView, Text, View } from '@tarojs/components';
import { color } from '@shared/design';
import { useOnline } from '@/hooks/use-online';
import { useShown } from '@/hooks/use-shown';
import { IN_WECHAT } from '@/platform/env';
import { BROWSE_ONLY } from '@/platform/launch';
import { back, isFirstPage, paintBar, setTitle } from '@/platform/router';
import { t } from '@/texts';
import { Questioner } from '../dialog/dialog';
import { Icon } from '../icon/icon';
import { PrivacySheet } from '../privacy-sheet/privacy-sheet';
import { TabBar, type TabName } from '../tab-bar/tab-bar';
import { Tap } from '../tap/tap';
import { Toaster } from '../toast/toast';

const BACKGROUNDS = { ground: 'ground', paper: 'paper', brand: 'brand_soft' } as const;

interface PageProps {
  readonly title: string;
  readonly children: ReactNode;
  /** A tab page draws the tab bar and no way back. */
  readonly tab?: TabName;
  /** Fixed at the bottom, in reach of the thumb. */
  readonly footer?: ReactNode;
  readonly tone?: 'ground' | 'paper' | 'brand';
  /** The list on this page: grows near its end, reads again when pulled down. */
  readonly list?: { readonly more: () => void; readonly reload: () => void; readonly loading: boolean };
  /** What a pull reads again, where it is not (only) the list. */
  readonly onRefresh?: () => void;
  readonly refreshing?: boolean;
}

/** The bar that WeChat draws natively and a browser does not. */
function TitleBar({ title, isTab }: { title: string; isTab: boolean }) {
  const first = isFirstPage();
  return (
    <View className="page__title-bar">
      {!isTab && (
        <Tap className="page__back" label={first ? t.common.tabs.home : t.common.back} onTap={back}>
          <Icon name={first ? 'home' : 'back'} size="large" />
        </Tap>
      )}
      <Text className="page__title">{title}</Text>
    </View>
  );
}

/** What reads the page again when it is pulled down: the spinner stays until it has, and shows for nothing else. */
function usePull({ list, onRefresh = list?.reload, refreshing = list?.loading === true }: PageProps) {
  const [pulled, setPulled] = useState(false);
  useEffect(() => {
    if (pulled && !refreshing) setPulled(false);
  }, [pulled, refreshing]);
  if (!onRefresh || !IN_WECHAT) return {};
  return {
    refresherEnabled: true,
    refresherTriggered: pulled,
    onRefresherRefresh: () => {
      setPulled(true);
      onRefresh();
    },
  };
}

/** The frame of every screen: title, word of a lost network, content that scrolls, footer above the safe area. */
export function Page(props: PageProps) {
  const { title, tab, tone = 'ground', footer, list } = props;
  const online = useOnline();
  const shown = useShown();
  const pull = usePull(props);
  // a title may become another with what is read
  useEffect(() => {
    if (shown) setTitle(title);
  }, [shown, title]);
  // bar and page are one sheet of paper
  useEffect(() => {
    if (shown) paintBar(color[BACKGROUNDS[tone]]);
  }, [shown, tone]);
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
        {...(list ? { onScrollToLower: list.more } : {})}
        {...pull}
      >
        <View className="page__content">{props.children}</View>
      </ScrollView>
      <View className="page__above">{shown && <Toaster />}</View>
      {footer !== undefined && <View className="page__footer">{footer}</View>}
      {tab !== undefined && !BROWSE_ONLY && <TabBar current={tab} />}
      {shown && <PrivacySheet />}
      {shown && <Questioner />}
    </View>
  );
}
