import Taro from '@tarojs/taro';
import { canCall } from './api';
import { IN_WECHAT } from './env';

/** What we draw with: black and white, in the pixels of the screen. */
export interface Drawing {
  /** In device pixels. */
  readonly width: number;
  readonly height: number;
  fill(colour: string, x: number, y: number, width: number, height: number): void;
}

/** A canvas on the page that can be drawn on again and again. */
export interface CanvasNode {
  /** Clears the canvas at the size it has on screen and lets `draw` fill it. Throws what the canvas throws. */
  paint(draw: (on: Drawing) => void): void;
}

interface Field {
  readonly node?: HTMLCanvasElement | null;
  readonly width?: number;
  readonly height?: number;
}

/** Fine enough for a code where an old WeChat does not tell. */
const RATIO_UNKNOWN = 3;

function pixelRatio(): number {
  if (!IN_WECHAT) return window.devicePixelRatio;
  return canCall('getWindowInfo') ? Taro.getWindowInfo().pixelRatio : RATIO_UNKNOWN;
}

function sizeOf(field: Field, node: HTMLCanvasElement): { width: number; height: number } {
  if (!IN_WECHAT) return node.getBoundingClientRect();
  return { width: field.width ?? 0, height: field.height ?? 0 };
}

function nodeOf(field: Field | null): CanvasNode | null {
  const node = field?.node;
  if (!node) return null;
  const { width, height } = sizeOf(field, node);
  if (!(width > 0 && height > 0)) return null;
  return {
    paint(draw) {
      const ratio = pixelRatio();
      // setting the size clears
      node.width = Math.round(width * ratio);
      node.height = Math.round(height * ratio);
      const context = node.getContext('2d');
      if (!context) throw new Error('a canvas without a 2d context');
      draw({
        width: node.width,
        height: node.height,
        fill(colour, x, y, w, h) {
          context.fillStyle = colour;
          context.fillRect(x, y, w, h);
        },
      });
    },
  };
}

function findField(id: string): Promise<Field | null> {
  return new Promise((resolve) => {
    if (IN_WECHAT && !canCall('createSelectorQuery')) {
      resolve(null);
      return;
    }
    Taro.createSelectorQuery()
      .select(`#${id}`)
      .fields({ node: true, size: true })
      .exec((found: (Field | null)[]) => resolve(found[0] ?? null));
  });
}

/** The `<Canvas type="2d" id={id}>` of this page; null where there is none to draw on. */
export async function findCanvas(id: string): Promise<CanvasNode | null> {
  return nodeOf(await findField(id));
}

/** The element of that canvas, to be drawn on at a size of its own; null where there is none. */
export async function findCanvasElement(id: string): Promise<HTMLCanvasElement | null> {
  return (await findField(id))?.node ?? null;
}
