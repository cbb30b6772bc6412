import { Injectable } from '@nestjs/common';
import { encode } from 'uqr';
import { Config } from '../platform/config';
import { Refusal } from '../platform/http';
import { encodePng } from '../platform/png';
import { Wechat } from '../wechat';
import { landingUrl } from '../../shared/contract';

/** Light modules around a QR code (ISO/IEC 18004). */
const QUIET_ZONE = 4;
/** Pictures of WeChat kept in memory, about 60 kB each. */
const KEPT_MAX = 256;

/** Codes to print, and to put on posters. @rule A2 @rule R1 */
@Injectable()
export class ScenePictures {
  private readonly kept = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly config: Config,
    private readonly wechat: Wechat,
  ) {}

  /**
   * The picture of a code that opens the landing page with `scene`, `width` pixels on a side: a mini-program code
   * where there are WeChat credentials, else (or when asked for) a plain QR code of the web app's landing page.
   * @throws Refusal `wechat_unavailable`
   */
  async draw(scene: string, width: number, form: 'auto' | 'plain'): Promise<Buffer> {
    if (form === 'plain' || !this.config.wechat.credentials) {
      return plainCode(landingUrl(this.config.public_url, scene), width);
    }
    const key = `${scene}:${width}`;
    return this.kept.get(key) ?? this.keep(key, this.ask(scene, width));
  }

  private async ask(scene: string, width: number): Promise<Buffer> {
    const { page, env_version: version } = this.config.wechat;
    const drawn = await this.wechat.codes.unlimited({ scene, page, width, env_version: version });
    if (!drawn.ok) throw new Refusal('wechat_unavailable');
    return drawn.value;
  }

  /**
   * WeChat's codes are for ever and asking takes seconds: whoever asks meanwhile waits for the same answer, and the
   * picture kept longest makes room. Without an answer nothing is kept.
   */
  private keep(key: string, picture: Promise<Buffer>): Promise<Buffer> {
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= KEPT_MAX) this.kept.delete(oldest);
    this.kept.set(key, picture);
    picture.catch(() => {
      if (this.kept.get(key) === picture) this.kept.delete(key);
    });
    return picture;
  }
}

/** A QR code of `text` as PNG, exactly `width` pixels on a side; what modules do not fill is margin. */
export function plainCode(text: string, width: number): Buffer {
  // M: a quarter worn off a shop's table would be too much for any level, a scratch is not for this one
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const scale = Math.floor(width / size);
  const margin = Math.floor((width - scale * size) / 2);
  const at = (pixel: number): number => Math.floor((pixel - margin) / scale);
  return encodePng({ size: width, isDark: (x, y) => data[at(y)]?.[at(x)] ?? false });
}
