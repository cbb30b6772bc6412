import { type AccessTokens } from './access-tokens';
import { callWithToken } from './wechat.authorized';
import { type WechatHttp } from './wechat.http';
import { UNAVAILABLE, type WechatResult } from './wechat.result';

/** What a mini-program code is to open. */
export interface UnlimitedCode {
  /** 1–32 characters of `0-9A-Za-z!#$&'()*+,/:;=?@-._~`. */
  readonly scene: string;
  /** A page of the app without leading slash and query; it must be published for the `release` version. */
  readonly page: string;
  /** Pixels on a side, 280–1280; 430 unless said otherwise. */
  readonly width?: number;
  readonly env_version?: 'release' | 'trial' | 'develop';
}

/** Draws mini-program codes. */
export interface WechatCodesPort {
  unlimited(code: UnlimitedCode): Promise<WechatResult<Buffer>>;
}

const PATH = '/wxa/getwxacodeunlimit';
const PICTURE_BYTES_MAX = 4 * 1024 * 1024;
const WIDTH_MIN = 280;
const WIDTH_MAX = 1280;
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;
const PAGE = /^[0-9A-Za-z_-]+(\/[0-9A-Za-z_-]+)*$/;

/**
 * getUnlimitedQRCode (design/wechat.md 1.2). Codes are permanent: make each once and keep the picture.
 * @rule A2 a real mini-program code where WeChat credentials are set
 */
export class WechatCodes implements WechatCodesPort {
  constructor(
    private readonly http: WechatHttp,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * The picture (PNG, or JPEG where WeChat prefers) of a permanent code. Takes up to some seconds.
   * @rule A1 a channel's short code is WeChat's scene of at most 32 characters
   * @throws RangeError for a scene, page or width that WeChat would refuse: that is our bug, not an answer
   */
  async unlimited(code: UnlimitedCode): Promise<WechatResult<Buffer>> {
    assertDrawable(code);
    const { scene, page, width, env_version: version = 'release' } = code;
    const answered = await callWithToken(this.http, this.tokens, {
      method: 'POST',
      path: PATH,
      body: {
        scene,
        page,
        env_version: version,
        // Pages of trial and develop versions need not be published yet.
        check_path: version === 'release',
        ...(width === undefined ? {} : { width }),
      },
      retry: 'always',
      max_bytes: PICTURE_BYTES_MAX,
    });
    if (!answered.ok) return answered;
    return answered.value.kind === 'image' ? { ok: true, value: answered.value.bytes } : UNAVAILABLE;
  }
}

function assertDrawable({ scene, page, width }: UnlimitedCode): void {
  if (!SCENE.test(scene)) throw new RangeError(`WeChat cannot carry the scene ${JSON.stringify(scene)}`);
  if (!PAGE.test(page)) throw new RangeError(`${JSON.stringify(page)} is not a page without slash and query`);
  if (width === undefined) return;
  if (!Number.isInteger(width) || width < WIDTH_MIN || width > WIDTH_MAX)
    throw new RangeError(`A code is ${WIDTH_MIN} to ${WIDTH_MAX} pixels wide, not ${width}`);
}
