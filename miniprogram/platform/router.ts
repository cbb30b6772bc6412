import Taro, {
  useDidHide as taroUseDidHide,
  useDidShow as taroUseDidShow,
  usePageNotFound as taroUsePageNotFound,
  usePullDownRefresh as taroUsePullDown,
  useReachBottom as taroUseReachBottom,
  useRouter,
} from '@tarojs/taro';
import { IN_WECHAT } from './env';
import { decodeLoosely, queryText } from './page-url';
import { Turnstile } from './turnstile';

/** Every page, so that no address is written by hand elsewhere. */
export const PAGES = {
  home: '/pages/home/index',
  coupons: '/pages/coupons/index',
  code: '/pages/code/index',
  sales: '/pages/sales/index',
  me: '/pages/me/index',
  landing: '/pages/landing/index',
  myCoupons: '/packages/member/my-coupons/index',
  coupon: '/packages/member/coupon/index',
  points: '/packages/member/points/index',
  tier: '/packages/member/tier/index',
  stores: '/packages/member/stores/index',
  store: '/packages/member/store/index',
  profile: '/packages/member/profile/index',
  preferences: '/packages/member/preferences/index',
  receipt: '/packages/member/receipt/index',
  offer: '/packages/member/offer/index',
  mall: '/packages/member/mall/index',
  pay: '/packages/member/pay/index',
  paid: '/packages/member/paid/index',
  orders: '/packages/member/orders/index',
  order: '/packages/member/order/index',
  invite: '/packages/member/invite/index',
  leaderboard: '/packages/member/leaderboard/index',
  terms: '/packages/member/terms/index',
  bind: '/packages/staff/bind/index',
  workbench: '/packages/staff/workbench/index',
  scan: '/packages/staff/scan/index',
  record: '/packages/staff/record/index',
  purchases: '/packages/staff/purchases/index',
  refund: '/packages/staff/refund/index',
  result: '/packages/staff/result/index',
} as const;
export type PageName = keyof typeof PAGES;

const TABS: readonly PageName[] = ['home', 'coupons', 'code', 'sales', 'me'];

/** The address of a page with its query, from the root of the app. */
export function address(page: PageName, query: Readonly<Record<string, string>> = {}): string {
  const text = queryText(query);
  return text === '' ? PAGES[page] : `${PAGES[page]}?${text}`;
}

const turnstile = new Turnstile(() => Date.now());

/** One page more; where ten are open already, or WeChat is short of room, in place of the present one. */
async function push(url: string): Promise<unknown> {
  try {
    return await Taro.navigateTo({ url });
  } catch {
    return Taro.redirectTo({ url });
  }
}

/** Opens a page; a tab is switched to (it takes no query). A double tap opens one. */
export function go(page: PageName, query: Readonly<Record<string, string>> = {}): void {
  const url = address(page, query);
  turnstile.tap(url, () => (TABS.includes(page) ? Taro.switchTab({ url: PAGES[page] }) : push(url)));
}

/** Opens a page in place of this one, as what follows from an answer does. */
export function replace(page: PageName, query: Readonly<Record<string, string>> = {}): void {
  const url = address(page, query);
  turnstile.follow(() =>
    TABS.includes(page) ? Taro.switchTab({ url: PAGES[page] }) : Taro.redirectTo({ url }),
  );
}

/** One page back, or home when this is the first. A double tap goes back once. */
export function back(): void {
  turnstile.tap('back', () => (isFirstPage() ? Taro.switchTab({ url: PAGES.home }) : Taro.navigateBack()));
}

/** Back to a page that was opened before, over whatever lies between; where it was not, it takes this one's place. */
export function backTo(page: PageName): void {
  const pages = Taro.getCurrentPages().map(({ route }) => `/${(route ?? '').replace(/^\//, '')}`);
  const delta = pages.length - 1 - pages.lastIndexOf(PAGES[page]);
  const found = delta < pages.length;
  turnstile.tap('back', () => (found ? Taro.navigateBack({ delta }) : Taro.redirectTo({ url: PAGES[page] })));
}

/** Whether there is nothing to go back to. */
export function isFirstPage(): boolean {
  return Taro.getCurrentPages().length <= 1;
}

/** Title of the native bar; the preview draws its own. */
export function setTitle(title: string): void {
  void Taro.setNavigationBarTitle({ title });
}

/** Colour of the native bar, under black words; the preview's own bar has none. */
export function paintBar(background: string): void {
  if (!IN_WECHAT) return;
  // an old phone keeps the colour of the app
  Taro.setNavigationBarColor({ frontColor: '#000000', backgroundColor: background }).catch(() => undefined);
}

/** This page's query, decoded: neither WeChat nor the preview does it for every way in. */
export function useParams(): Readonly<Record<string, string>> {
  const { params } = useRouter();
  const decoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string') decoded[name] = decodeLoosely(value);
  }
  return decoded;
}

export const useDidShow = taroUseDidShow;
export const useDidHide = taroUseDidHide;
/** For the app alone: an address that no page has, from an old code or link. */
export const usePageNotFound = taroUsePageNotFound;
export const usePullDownRefresh = taroUsePullDown;
export const useReachBottom = taroUseReachBottom;
