import Taro, { type Canvas } from '@tarojs/taro';
import { canCall } from './api';
import { findCanvasElement } from './canvas';
import { IN_WECHAT } from './env';

/** A picture that could not be had: no network, no such picture, or the server had none. */
export class PictureLost extends Error {
  constructor(address: string) {
    super(`no picture at ${address}`);
    this.name = 'PictureLost';
  }
}

/** Where a picture of a fixed size is drawn, to be kept as a file. */
export interface Easel {
  readonly context: CanvasRenderingContext2D;
  /** A picture of the server, to be drawn. @throws PictureLost */
  load(address: string): Promise<CanvasImageSource>;
  /** What was drawn, as a PNG on this phone: an address that an image can show. Throws what the canvas throws. */
  finish(): Promise<string>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The file behind an address; WeChat downloads only from hosts that its console lists. */
async function download(address: string): Promise<string> {
  try {
    const { statusCode, tempFilePath } = await Taro.downloadFile({ url: address });
    if (statusCode === 200) return tempFilePath;
  } catch {
    // the same to whoever asked: there is no picture
  }
  throw new PictureLost(address);
}

function wechatEasel(canvas: HTMLCanvasElement, { width, height }: Size): Easel | null {
  const context = canvas.getContext('2d');
  // what WeChat gives is a canvas that also makes images
  const node = canvas as unknown as Canvas;
  if (!context) return null;
  Object.assign(canvas, { width, height });
  return {
    context,
    async load(address) {
      const src = await download(address);
      return new Promise((resolve, reject) => {
        const image = node.createImage();
        image.onload = () => resolve(image as unknown as CanvasImageSource);
        image.onerror = () => reject(new PictureLost(address));
        image.src = src;
      });
    },
    async finish() {
      const all = { x: 0, y: 0, width, height, destWidth: width, destHeight: height };
      const { tempFilePath } = await Taro.canvasToTempFilePath({ canvas: node, ...all, fileType: 'png' });
      return tempFilePath;
    },
  };
}

function browserEasel(size: Size): Easel | null {
  const canvas = Object.assign(window.document.createElement('canvas'), size);
  const context = canvas.getContext('2d');
  if (!context) return null;
  return {
    context,
    async load(address) {
      try {
        const answer = await window.fetch(address);
        const file = await answer.blob();
        if (answer.ok) return await window.createImageBitmap(file);
      } catch {
        // the same to whoever asked: there is no picture
      }
      throw new PictureLost(address);
    },
    finish: async () => canvas.toDataURL('image/png'),
  };
}

/**
 * An easel of `size` pixels: in WeChat on the `<Canvas type="2d" id={id}>` of this page, in a browser on a canvas of
 * its own. Null where there is none to draw on.
 */
export async function findEasel(id: string, size: Size): Promise<Easel | null> {
  if (!IN_WECHAT) return browserEasel(size);
  const canvas = canCall('canvasToTempFilePath') ? await findCanvasElement(id) : null;
  return canvas && wechatEasel(canvas, size);
}
