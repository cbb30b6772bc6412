/** Black-and-white modules, row by row; true is black. */
export type Modules = readonly (readonly boolean[])[];

/** Adds `quiet` white modules on the left and right, and also above and below when `around`. */
export function withQuietZone(modules: Modules, quiet: number, around: boolean): Modules {
  const side = new Array<boolean>(quiet).fill(false);
  const wide = modules.map((row) => [...side, ...row, ...side]);
  if (!around) return wide;
  const blank = (): boolean[][] =>
    Array.from({ length: quiet }, () => new Array<boolean>(wide[0]?.length ?? 0).fill(false));
  return [...blank(), ...wide, ...blank()];
}

/** Where rectangles can be filled: a canvas, in its own pixels. */
interface Surface {
  readonly width: number;
  readonly height: number;
  fill(colour: string, x: number, y: number, width: number, height: number): void;
}

/**
 * Fills `on` with the modules, black on white, each a whole number of pixels wide, so that no bar is blurred or thicker
 * than its brothers; a single row becomes as high as the surface. Throws RangeError where a module would be less than
 * a pixel.
 */
export function paint(on: Surface, modules: Modules): void {
  const columns = modules[0]?.length ?? 0;
  const one = modules.length === 1;
  const size = Math.floor(
    one ? on.width / columns : Math.min(on.width / columns, on.height / modules.length),
  );
  if (!(size >= 1)) throw new RangeError('paint: a surface smaller than its modules');
  const high = one ? on.height : size;
  const left = Math.floor((on.width - columns * size) / 2);
  const top = Math.floor((on.height - modules.length * high) / 2);
  on.fill('#ffffff', 0, 0, on.width, on.height);
  modules.forEach((row, y) => {
    for (const [from, to] of runs(row)) {
      on.fill('#000000', left + from * size, top + y * high, (to - from) * size, high);
    }
  });
}

/** Where black begins and ends in a row. */
function runs(row: readonly boolean[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue;
    const from = x;
    while (row[x] === true) x += 1;
    found.push([from, x]);
  }
  return found;
}

/** The modules as an SVG picture in a data URI: one path, a rectangle for each run of black. */
export function svgUri(modules: Modules): string {
  const width = modules[0]?.length ?? 0;
  let path = '';
  modules.forEach((row, y) => {
    for (const [from, to] of runs(row)) path += `M${from} ${y}h${to - from}v1h-${to - from}z`;
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${modules.length}" preserveAspectRatio="none" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${width}v${modules.length}H0z"/><path d="${path}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

const BMP_HEAD = 62;

/**
 * The modules as a 1-bit bitmap in a data URI, for phones that draw no SVG in an image; `scale` pixels a module.
 */
export function bitmapUri(modules: Modules, scale: { readonly x: number; readonly y: number }): string {
  const width = (modules[0]?.length ?? 0) * scale.x;
  const height = modules.length * scale.y;
  const stride = Math.ceil(width / 32) * 4;
  const bytes = new Uint8Array(BMP_HEAD + stride * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, BMP_HEAD, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 1, true);
  view.setUint32(34, stride * height, true);
  view.setUint32(46, 2, true);
  // palette: 0 is white, 1 is black
  bytes.set([0xff, 0xff, 0xff, 0, 0, 0, 0, 0], 54);
  for (let y = 0; y < height; y += 1) {
    const row = modules[Math.floor(y / scale.y)] ?? [];
    // a bitmap stands on its head
    const start = BMP_HEAD + stride * (height - 1 - y);
    for (let x = 0; x < width; x += 1) {
      if (row[Math.floor(x / scale.x)] !== true) continue;
      const at = start + (x >> 3);
      bytes[at] = (bytes[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return `data:image/bmp;base64,${base64(bytes)}`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of bytes; a phone has neither `btoa` nor Buffer. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += BASE64.charAt(word >> 18) + BASE64.charAt((word >> 12) & 63);
    text += left > 1 ? BASE64.charAt((word >> 6) & 63) : '=';
    text += left > 2 ? BASE64.charAt(word & 63) : '=';
  }
  return text;
}
