import type { Core, WxFunctions, WxOptions } from './core';

/** What a program drew: functions it called with what it gave them, texts and numbers only. */
export interface Stroke {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Pictures that a canvas node loads. */
class WxImage {
  onload: (() => void) | undefined;
  onerror: (() => void) | undefined;
  private address = '';

  constructor(private readonly core: Core) {}

  get src(): string {
    return this.address;
  }

  set src(address: string) {
    this.address = address;
    this.core.realm.later(0, () => this.onload?.());
  }
}

/** A `<canvas type="2d">` without pixels: it notes what is drawn on it, for a test to read. */
export class WxCanvas {
  width = 300;
  height = 150;
  readonly strokes: Stroke[] = [];
  private readonly context: object;

  constructor(private readonly core: Core) {
    const state: Record<string, unknown> = {};
    this.context = new Proxy(state, {
      get:
        (_, name) =>
        (...args: unknown[]) => {
          const plain = args.map((one) => (one instanceof WxImage ? one.src : one));
          this.strokes.push({ name: String(name), args: plain });
        },
    });
  }

  getContext(kind: string): object | null {
    return kind === '2d' ? this.context : null;
  }

  createImage(): WxImage {
    return new WxImage(this.core);
  }
}

/** What becomes a file: what was drawn on a canvas. */
export function canvasFunctions(core: Core): WxFunctions {
  return {
    canvasToTempFilePath: (options: WxOptions & { readonly canvas: WxCanvas }) => {
      const { canvas, ...rest } = options;
      const given = { fileType: rest['fileType'], width: rest['width'], height: rest['height'] };
      core.note('canvasToTempFilePath', given);
      const drawn = canvas instanceof WxCanvas && canvas.strokes.length > 0;
      return core.respond(
        'canvasToTempFilePath',
        options,
        drawn ? { tempFilePath: 'wxfile://tmp_poster.png' } : { fail: 'canvas is empty' },
      );
    },
  };
}
