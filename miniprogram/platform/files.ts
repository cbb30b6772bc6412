import Taro from '@tarojs/taro';
import { IN_WECHAT } from './env';
import {
  fitted,
  PICTURE_BYTES_MAX,
  PICTURE_SIDE_MAX,
  QUALITIES,
  readPicture,
  type Picture,
} from './picture-file';

/** Why a picture cannot be taken: not one, or too large however it is made smaller. */
export class PictureError extends Error {
  constructor(readonly reason: 'unreadable' | 'too_large') {
    super(`picture ${reason}`);
    this.name = 'PictureError';
  }
}

function readFile(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    Taro.getFileSystemManager().readFile({
      filePath: path,
      encoding: 'base64',
      success: ({ data }) =>
        typeof data === 'string' ? resolve(data) : reject(new PictureError('unreadable')),
      fail: () => reject(new PictureError('unreadable')),
    });
  });
}

async function compressed(path: string, quality: number): Promise<string> {
  const { tempFilePath } = await Taro.compressImage({
    src: path,
    quality,
    compressedWidth: PICTURE_SIDE_MAX,
  });
  return readFile(tempFilePath);
}

/** Tries smaller and smaller until one fits. */
async function smallest(make: (quality: number) => Promise<string>): Promise<Picture> {
  for (const quality of QUALITIES) {
    const picture = readPicture(await make(quality));
    if (picture && picture.bytes <= PICTURE_BYTES_MAX) return picture;
  }
  throw new PictureError('too_large');
}

/**
 * The picture behind a temporary path, as `<button open-type="chooseAvatar">` gives it, made small enough to send.
 * @throws PictureError
 */
export async function pictureAt(path: string): Promise<Picture> {
  const picture = readPicture(await readFile(path));
  if (picture && picture.bytes <= PICTURE_BYTES_MAX) return picture;
  try {
    // what comes out is JPEG, whatever went in
    return await smallest((quality) => compressed(path, quality));
  } catch (error) {
    throw error instanceof PictureError ? error : new PictureError(picture ? 'too_large' : 'unreadable');
  }
}

/** What follows the comma of a data address. */
function base64Of(dataUrl: string): string {
  return dataUrl.slice(dataUrl.indexOf(',') + 1);
}

async function browserPicture(file: File): Promise<Picture> {
  const address = window.URL.createObjectURL(file);
  try {
    const image = new window.Image();
    image.src = address;
    await image.decode();
    const size = fitted(image.naturalWidth, image.naturalHeight);
    const canvas = Object.assign(window.document.createElement('canvas'), size);
    canvas.getContext('2d')?.drawImage(image, 0, 0, size.width, size.height);
    return await smallest(async (quality) => base64Of(canvas.toDataURL('image/jpeg', quality / 100)));
  } catch (error) {
    throw error instanceof PictureError ? error : new PictureError('unreadable');
  } finally {
    window.URL.revokeObjectURL(address);
  }
}

/**
 * Lets the person of the preview choose a picture file, which inside WeChat the chooseAvatar button does; null when
 * they turn away.
 * @throws PictureError
 */
export async function choosePictureFile(): Promise<Picture | null> {
  if (IN_WECHAT) return null;
  const input = Object.assign(window.document.createElement('input'), { type: 'file', accept: 'image/*' });
  const file = await new Promise<File | null>((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
  return file === null ? null : browserPicture(file);
}
