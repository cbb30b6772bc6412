import Taro, {
  useDidHide as taroUseDidHide,
  useDidShow as taroUseDidShow,
  usePageNotFound as taroUsePageNotFound,
  usePullDownRefresh as taroUsePullDown,
  useReachBottom as taroUseReachBottom,
  useRouter,
} from '@tarojs/taro';
import { decodeLoosely } from './page-url';

/** Every page, so that no address is written by hand elsewhere. */
export const PAGES = {
  home: '/pages/home/index',
  coupons: '/pages/coupons/index',
  code: '/pages/code/index',
  me: '/pages/me/index',
  landing: '/pages/landing/index',
  myCoupons: '/packages/member/my-coupons/index',
  coupon: '/packages/member/coupon/index',
  points: '/packages/member/points/index',
  stores: '/packages/member/stores/index',
  receipt: '/packages/member/receipt/index',
  terms: '/packages/member/terms/index',
  bind: '/packages/staff/bind/index',
  workbench: '/packages/staff/workbench/index',
  scan: '/packages/staff/scan/index',
  record: '/packages/staff/record/index',
  result: '/packages/staff/result/index',
} as const;
export type PageName = keyof typeof PAGES;

const TABS: readonly PageName[] = ['home', 'coupons', 'code', 'me'];

function address(page: PageName, query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? PAGES[page] : `${PAGES[page]}?${pairs.join('&')}`;
}

/** Opens a page; a tab is switched to (it takes no query). */
export function go(page: PageName, query: Readonly<Record<string, string>> = {}): void {
  if (TABS.includes(page)) void Taro.switchTab({ url: PAGES[page] });
  else void Taro.navigateTo({ url: address(page, query) });
}

/** Opens a page in place of this one. */
export function replace(page: PageName, query: Readonly<Record<string, string>> = {}): void {
  if (TABS.includes(page)) void Taro.switchTab({ url: PAGES[page] });
  else void Taro.redirectTo({ url: address(page, query) });
}

/** One page back, or home when this is the first. */
export function back(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else void Taro.switchTab({ url: PAGES.home });
}

/** Whether there is nothing to go back to. */
export function isFirstPage(): boolean {
  return Taro.getCurrentPages().length <= 1;
}

/** Title of the native bar; the preview draws its own. */
export function setTitle(title: string): void {
  void Taro.setNavigationBarTitle({ title });
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
