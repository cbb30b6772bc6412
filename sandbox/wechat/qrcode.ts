import { encode } from 'uqr';
import { type Answer, type Asked } from '../http';
import { type Colour, encodePng } from '../png';
import { type World } from '../world';
import { bodyOf, checkAccessToken, WechatError } from './answers';

/** getUnlimitedQRCode: codes of one mini-program in a minute. */
export const CODES_PER_MINUTE = 5000;

const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;
const PAGE = /^[0-9A-Za-z_-]+(\/[0-9A-Za-z_-]+)*$/;
const WIDTH_MIN = 280;
const WIDTH_MAX = 1280;
const WIDTH_USUAL = 430;
const QUIET_MODULES = 4;
const BLACK: Colour = { r: 0, g: 0, b: 0 };
const WHITE: Colour = { r: 255, g: 255, b: 255 };

type Body = Record<string, unknown>;

function invalidArgument(): WechatError {
  return new WechatError(40097, 'invalid args');
}

function sceneOf(body: Body): string {
  if (typeof body.scene !== 'string' || !SCENE.test(body.scene))
    throw new WechatError(40169, 'invalid length for scene, or the data is not json string');
  return body.scene;
}

/** `check_path` (on unless turned off) wants the page in the published version. */
function pageOf(world: World, body: Body): string {
  const page = body.page ?? '';
  if (typeof page !== 'string') throw invalidArgument();
  const check = flag(body, 'check_path', true);
  if (page === '') return page;
  if (!PAGE.test(page)) throw new WechatError(41030, 'invalid page');
  const { publishedPages } = world.setting;
  if (check && publishedPages && !publishedPages.has(page)) throw new WechatError(41030, 'invalid page');
  return page;
}

function flag(body: Body, name: string, usual: boolean): boolean {
  const value = body[name] ?? usual;
  if (typeof value !== 'boolean') throw invalidArgument();
  return value;
}

function widthOf(body: Body): number {
  const width = body.width ?? WIDTH_USUAL;
  const good =
    typeof width === 'number' && Number.isInteger(width) && width >= WIDTH_MIN && width <= WIDTH_MAX;
  if (!good) throw invalidArgument();
  return width;
}

function environmentOf(body: Body): string {
  const version = body.env_version ?? 'release';
  if (version !== 'release' && version !== 'trial' && version !== 'develop') throw invalidArgument();
  return version;
}

function colourPart(value: unknown): number {
  const part = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof part !== 'number' || !Number.isInteger(part) || part < 0 || part > 255) throw invalidArgument();
  return part;
}

/** WeChat chooses the colour itself when `auto_color` is on; the sandbox then draws in black. */
function colourOf(body: Body): Colour {
  const automatic = flag(body, 'auto_color', false);
  const wished = body.line_color ?? BLACK;
  if (typeof wished !== 'object') throw invalidArgument();
  const parts: Body = { ...wished };
  const colour = { r: colourPart(parts.r), g: colourPart(parts.g), b: colourPart(parts.b) };
  return automatic ? BLACK : colour;
}

function draw(text: string, width: number, dark: Colour, light: Colour | null): Buffer {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_MODULES });
  const scale = Math.floor(width / size);
  const margin = Math.floor((width - size * scale) / 2);
  const isDark = (x: number, y: number): boolean => {
    const row = data[Math.floor((y - margin) / scale)];
    return row?.[Math.floor((x - margin) / scale)] ?? false;
  };
  return encodePng({ size: width, isDark, dark, light });
}

/** POST /wxa/getwxacodeunlimit: a picture for a scene. A plain QR stands for WeChat's round code. */
export function unlimitedCode(world: World, asked: Asked): Answer {
  checkAccessToken(world, asked);
  const body = bodyOf(asked);
  if (body.scancode_time !== undefined) throw new WechatError(85096, 'not allow include scancode_time field');
  const target = { scene: sceneOf(body), page: pageOf(world, body), env_version: environmentOf(body) };
  const width = widthOf(body);
  const dark = colourOf(body);
  const light = flag(body, 'is_hyaline', false) ? null : WHITE;
  if (!world.rates.allow('unlimited_code', CODES_PER_MINUTE))
    throw new WechatError(45009, 'reach max api daily quota limit');
  const picture = draw(world.setting.codeText(target), width, dark, light);
  return { status: 200, contentType: 'image/png', body: picture };
}
