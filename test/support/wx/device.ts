import type { Answer, Core, WxFunctions, WxOptions } from './core';

/** An iPhone X: the screen that ui.md draws for. */
export const SCREEN = { width: 375, height: 812 };

const WINDOW = {
  windowWidth: SCREEN.width,
  windowHeight: SCREEN.height - 88,
  screenWidth: SCREEN.width,
  screenHeight: SCREEN.height,
  pixelRatio: 3,
  statusBarHeight: 44,
  screenTop: 88,
  safeArea: { left: 0, right: SCREEN.width, top: 44, bottom: 778, width: SCREEN.width, height: 734 },
};
const DEVICE = {
  brand: 'iPhone',
  model: 'iPhone X',
  system: 'iOS 15.0',
  platform: 'ios',
  benchmarkLevel: 40,
};
const BASE = {
  SDKVersion: '3.5.0',
  version: '8.0.50',
  language: 'zh_CN',
  theme: 'light',
  fontSizeSetting: 16,
};

/** wx functions that give the same thing at once, whoever asks. */
function facts(core: Core, enter: object): WxFunctions {
  const given: Record<string, object> = {
    getSystemInfoSync: { ...WINDOW, ...DEVICE, ...BASE },
    getWindowInfo: WINDOW,
    getAppBaseInfo: BASE,
    getDeviceInfo: DEVICE,
    getSystemSetting: { locationEnabled: true, wifiEnabled: true, bluetoothEnabled: false },
    getAppAuthorizeSetting: { locationAuthorized: 'authorized', cameraAuthorized: 'authorized' },
    getAccountInfoSync: { miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' } },
    getMenuButtonBoundingClientRect: { width: 87, height: 32, top: 48, bottom: 80, left: 281, right: 368 },
    getLaunchOptionsSync: enter,
    getEnterOptionsSync: enter,
  };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, () => core.realm.copy(value)]),
  );
}

/** What a function answers when no test scripted it. */
const USUAL: Readonly<Record<string, Answer>> = {
  login: { fail: 'nobody is logged in to this WeChat' },
  checkSession: {},
  scanCode: { fail: 'cancel' },
  showLoading: {},
  hideLoading: {},
  hideToast: {},
  showModal: { confirm: true, cancel: false, content: null },
  showActionSheet: { tapIndex: 0 },
  requestPayment: { fail: 'cancel' },
  requestSubscribeMessage: ({ tmplIds }) =>
    Object.fromEntries((tmplIds as readonly string[]).map((id) => [id, 'accept'])),
  makePhoneCall: {},
  openLocation: {},
  setClipboardData: {},
  setNavigationBarColor: {},
  hideHomeButton: {},
  pageScrollTo: {},
  startPullDownRefresh: {},
  stopPullDownRefresh: {},
  showShareMenu: {},
  hideShareMenu: {},
  updateShareMenu: {},
  getSetting: { authSetting: {} },
  openSetting: { authSetting: {} },
  authorize: {},
  vibrateShort: {},
  vibrateLong: {},
  setKeepScreenOn: {},
  setVisualEffectOnCapture: {},
  previewImage: {},
  saveImageToPhotosAlbum: {},
  openPrivacyContract: {},
  setTabBarBadge: {},
  removeTabBarBadge: {},
};

/** Functions that show a person something private, which WeChat's privacy rules stand before. */
const PRIVATE: Readonly<Record<string, Answer>> = {
  getFuzzyLocation: { latitude: 31.2304, longitude: 121.4737 },
  getLocation: { latitude: 31.2304, longitude: 121.4737, accuracy: 65 },
  chooseLocation: { fail: 'cancel' },
  chooseMedia: { fail: 'cancel' },
};

/** Events with nothing to it but on… and off…. */
const EVENTS = [
  'AppShow', 'AppHide', 'Error', 'UnhandledRejection', 'PageNotFound', 'NetworkStatusChange', 'NetworkWeakChange',
  'ThemeChange', 'WindowResize', 'KeyboardHeightChange', 'MemoryWarning', 'UserCaptureScreen',
]; // prettier-ignore

/** Whether the person has agreed to the privacy contract, and what they say when asked. */
export interface Privacy {
  agreed: boolean;
  /** What a tap on WeChat's own pop-up says, where the mini-program draws none. */
  readonly answer: 'agree' | 'refuse';
}

const NOT_AGREED = { fail: 'privacy permission is not authorized', errno: 104 } as const;

/** The privacy contract: asked about once, by the mini-program's pop-up or by WeChat's. */
function privacyFunctions(core: Core, privacy: Privacy): { wx: WxFunctions; agree: () => Promise<boolean> } {
  type Resolve = (answer: { event?: string; buttonId?: string }) => void;
  let popUp: ((resolve: Resolve, info: object) => void) | undefined;
  const agree = async (): Promise<boolean> => {
    if (privacy.agreed) return true;
    const ask = popUp;
    const said = ask
      ? await new Promise<boolean>((done) => {
          const info = core.realm.copy({ referrer: 'private function' });
          core.realm.enter(() =>
            ask(({ event }) => event !== 'exposureAuthorization' && done(event === 'agree'), info),
          );
        })
      : privacy.answer === 'agree';
    privacy.agreed = said;
    return said;
  };
  const contract = { privacyContractName: '《留客小程序隐私保护指引》' };
  return {
    agree,
    wx: {
      onNeedPrivacyAuthorization: (listener: typeof popUp) => (popUp = listener),
      getPrivacySetting: (options: WxOptions) =>
        core.respond('getPrivacySetting', options, { needAuthorization: !privacy.agreed, ...contract }),
      requirePrivacyAuthorize: (options: WxOptions) =>
        core.ask('requirePrivacyAuthorize', options, async () => ((await agree()) ? {} : NOT_AGREED)),
    },
  };
}

function brightness(core: Core): WxFunctions {
  let value = 0.5;
  return {
    getScreenBrightness: (options: WxOptions) => core.ask('getScreenBrightness', options, { value }),
    setScreenBrightness: (options: WxOptions & { value: number }) =>
      core.ask('setScreenBrightness', options, () => {
        ({ value } = options);
        return {};
      }),
  };
}

/** Everything of `wx` that is about this phone and the WeChat on it. @param enter launch options */
export function deviceFunctions(core: Core, privacy: Privacy, enter: object): WxFunctions {
  const { wx, agree } = privacyFunctions(core, privacy);
  const asked = Object.entries(USUAL).map(([name, usual]): [string, unknown] => [
    name,
    (options?: WxOptions) =>
      core.singlePage && name === 'login'
        ? core.respond(name, options, { fail: 'can not be called in single page mode' })
        : core.ask(name, options, usual),
  ]);
  const guarded = Object.entries(PRIVATE).map(([name, usual]): [string, unknown] => [
    name,
    (options?: WxOptions) =>
      core.ask(name, options, async (given) => {
        if (!(await agree())) return NOT_AGREED;
        return typeof usual === 'function' ? usual(given) : usual;
      }),
  ]);
  const heard = EVENTS.flatMap((event): [string, unknown][] => [
    [`on${event}`, (listener: (value: unknown) => void) => core.listen(event, listener)],
    [`off${event}`, (listener?: (value: unknown) => void) => core.unlisten(event, listener)],
  ]);
  return {
    ...facts(core, enter),
    ...Object.fromEntries([...asked, ...guarded, ...heard]),
    ...brightness(core),
    ...wx,
    env: { USER_DATA_PATH: 'wxfile://usr' },
    canIUse: () => true,
    getSystemInfo: (options: WxOptions) =>
      core.respond('getSystemInfo', options, { ...WINDOW, ...DEVICE, ...BASE }),
    showToast: (options: WxOptions & { title: string }) => {
      core.log.toasts.push(options.title);
      return core.ask('showToast', options, {});
    },
    nextTick: (run: () => void) => core.realm.later(0, run),
    base64ToArrayBuffer: (text: string) => Uint8Array.from(Buffer.from(text, 'base64')).buffer,
    arrayBufferToBase64: (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64'),
  };
}
