import type { ColorName } from '@shared/design';

/** Size of the poster in pixels; older iPhones draw no canvas of more than 1365 a side. */
export const POSTER = { width: 750, height: 1334 } as const;

/** The pictures on it: my invite code, and my face where WeChat has passed it. */
export type PosterPicture = 'code' | 'face';

/** One thing to draw, in the pixels of the poster. */
export type Step =
  | {
      readonly draw: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly radius: number;
      readonly colour: ColorName;
    }
  | {
      readonly draw: 'text';
      readonly text: string;
      /** Of its middle. */
      readonly x: number;
      /** Of its base line. */
      readonly y: number;
      readonly size: number;
      readonly bold: boolean;
      readonly colour: ColorName;
    }
  | {
      readonly draw: 'picture';
      readonly picture: PosterPicture;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly round: boolean;
    };

/** What stands on a poster, in words. */
export interface PosterWords {
  readonly by: string;
  readonly become: string;
  /** For what the friend gets something, and what; null where nothing is promised. */
  readonly gets: {
    readonly lead: string;
    readonly big: string;
    readonly small: string;
  } | null;
  /** In place of it. */
  readonly plain: { readonly big: string; readonly small: string };
  readonly scan: string;
  readonly small: string;
}

const MIDDLE = POSTER.width / 2;
const PAPER = { x: 40, y: 40, width: 670, height: 1254 } as const;
/** Text keeps this far from the edges of the poster. */
const MARGIN = 84;
/** Longest line. */
export const LINE_MAX = POSTER.width - 2 * MARGIN;
const CODE = 340;
const FACE = 112;

/** Width of a text in units of its size: Chinese and emoji are square, Latin letters and digits about half of that. */
function widthOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (/[\u0000-\u2000]/.test(letter) ? 0.58 : 1), 0);
}

/** The text as far as it fits on a line, with … where it was cut. */
export function cut(text: string, size: number, width = LINE_MAX): string {
  const most = width / size;
  if (widthOf(text) <= most) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && widthOf(letters.join('')) + 1 > most) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** The largest of the sizes at which a text stands on one line; the smallest where it fits at none. */
export function sizeFor(text: string, sizes: readonly [number, ...number[]], width = LINE_MAX): number {
  return sizes.find((size) => widthOf(text) <= width / size) ?? sizes[sizes.length - 1] ?? sizes[0];
}

function line(text: string, y: number, size: number, colour: ColorName, bold = false): Step {
  return { draw: 'text', text: cut(text, size), x: MIDDLE, y, size, bold, colour };
}

function head(words: PosterWords, withFace: boolean): Step[] {
  const top = withFace ? 226 : 150;
  const become = sizeFor(words.become, [52, 44, 36]);
  return [
    { draw: 'box', ...PAPER, radius: 40, colour: 'paper' },
    { draw: 'box', ...PAPER, height: 360, radius: 40, colour: 'brand_fill' },
    // the lower corners of the coloured head are square
    { draw: 'box', ...PAPER, y: PAPER.y + 320, height: 40, radius: 0, colour: 'brand_fill' },
    ...(withFace
      ? ([
          {
            draw: 'box',
            x: MIDDLE - FACE / 2 - 6,
            y: 74,
            width: FACE + 12,
            height: FACE + 12,
            radius: FACE / 2 + 6,
            colour: 'paper',
          },
          { draw: 'picture', picture: 'face', x: MIDDLE - FACE / 2, y: 80, width: FACE, round: true },
        ] satisfies Step[])
      : []),
    line(words.by, top + 32, 34, 'paper'),
    line(words.become, top + 112, become, 'paper', true),
  ];
}

function promised({ gets, plain }: PosterWords): Step[] {
  const block: Step = {
    draw: 'box', x: MARGIN, y: 440, width: LINE_MAX, height: 300, radius: 28, colour: 'brand_soft',
  }; // prettier-ignore
  const inside = LINE_MAX - 40;
  if (gets === null) {
    return [
      block,
      line(plain.big, 582, sizeFor(plain.big, [48, 40], inside), 'brand_text', true),
      line(plain.small, 650, 30, 'ink_soft'),
    ];
  }
  return [
    block,
    line(gets.lead, 508, sizeFor(gets.lead, [30, 28, 26], inside), 'ink_soft'),
    line(gets.big, 626, sizeFor(gets.big, [92, 72, 56], inside), 'brand_text', true),
    line(gets.small, 694, 28, 'ink_soft'),
  ];
}

/** All that is drawn, from the ground up. @rule R5 */
export function posterSteps(words: PosterWords, withFace: boolean): Step[] {
  return [
    { draw: 'box', x: 0, y: 0, ...POSTER, radius: 0, colour: 'ground' },
    ...head(words, withFace),
    ...promised(words),
    { draw: 'picture', picture: 'code', x: MIDDLE - CODE / 2, y: 788, width: CODE, round: false },
    line(words.scan, 1186, 30, 'ink', true),
    line(words.small, 1244, 22, 'ink_faint'),
  ];
}
