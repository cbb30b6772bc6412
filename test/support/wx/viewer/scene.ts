/** What the viewer's page in the browser is told, and what it tells back. Both sides import this file as types only. */

/** A node of a rendered page: an element of WXML, or a piece of text. */
export type ViewNode = ViewElement | { readonly text: string };

export interface ViewElement {
  readonly tag: string;
  /** Taro's name of the node; empty where WXML gave none. */
  readonly sid: string;
  readonly attrs: Readonly<Record<string, string | number | boolean>>;
  /** Events that somebody listens to, without `bind` or `catch`. */
  readonly listens: readonly string[];
  readonly children: readonly ViewNode[];
}

/** Something that WeChat itself draws over the page. */
export type Overlay =
  | { readonly kind: 'toast'; readonly text: string; readonly icon: 'success' | 'error' | 'loading' | 'none' }
  | {
      readonly kind: 'modal';
      readonly id: number;
      readonly title: string;
      readonly text: string;
      readonly confirm: string;
      /** Null when there is nothing to turn down. */
      readonly cancel: string | null;
    }
  | { readonly kind: 'choices'; readonly id: number; readonly items: readonly string[] }
  | { readonly kind: 'camera'; readonly id: number };

/** One picture of a phone. */
export interface Scene {
  readonly bar: {
    readonly title: string;
    readonly background: string;
    readonly ink: string;
    /** What WeChat offers at the left: the page below, the front page where there is none, or nothing on that. */
    readonly lead: 'back' | 'home' | 'none';
    /** Whether the page draws its own bar. */
    readonly custom: boolean;
  };
  readonly page: { readonly id: number; readonly route: string; readonly tree: readonly ViewNode[] };
  /** Pages that are still open; others are forgotten with their scroll positions. */
  readonly open: readonly number[];
  readonly overlay: Overlay | null;
}

/** What a person did. */
export type Act =
  | {
      readonly kind: 'event';
      readonly page: number;
      readonly sid: string;
      readonly type: string;
      readonly detail: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'back' }
  /** What was chosen in an overlay: what a modal's button or a list's row says, what the camera read; null is "no". */
  | { readonly kind: 'answer'; readonly id: number; readonly value: string | number | null };
