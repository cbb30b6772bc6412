import type { Device, Platform, Wechat } from '../support/devices/device';
import type { World } from '../support/world';

/** A label in the two languages of the index page. */
export interface Label {
  readonly zh: string;
  readonly en: string;
}

/** One state of one screen: how to get there. */
export interface Shot {
  /** Lower-case words, for the file's name; unique within its screen. */
  readonly state: string;
  readonly label: Label;
  /** Who holds the phone: a demo person. A fresh guest, who has never been seen, if left out. */
  readonly as?: string;
  /** On one platform only, where the other has no such state. */
  readonly only?: Platform;
  /** How WeChat stands to the app: only where there is WeChat. */
  readonly wechat?: Wechat;
  /** The page that the app is opened at, with its query. */
  readonly page: string | ((world: World) => string | Promise<string>);
  /** What happens before the app is opened. */
  readonly before?: (device: Device, world: World) => Promise<void> | void;
  /** What a person does then, up to the moment of the picture; ends only when the state is there. */
  readonly until: (device: Device, world: World) => Promise<void>;
}

/** A screen with its states, in the order of the index page. */
export interface Screen {
  readonly screen: string;
  readonly label: Label;
  readonly shots: readonly Shot[];
}

/** Waits for words, without doing anything. */
export function sees(words: string | RegExp): Shot['until'] {
  return ({ phone }) => phone.sees(words);
}

/** Waits for an element of the page in sight. */
export function shows(selector: string): Shot['until'] {
  return async ({ phone }) => {
    await phone.top.locator(selector).filter({ visible: true }).first().waitFor();
  };
}
