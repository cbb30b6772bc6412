/**
 * The one source of the visual language: every surface derives its variables from here, no component holds a raw
 * colour or length of its own. Lengths are CSS pixels at a width of 375.
 */
export const color = {
  ink: '#1f2329',
  ink_soft: '#4a5056',
  ink_faint: '#666b70',
  ink_off: '#a3a5a8',
  paper: '#ffffff',
  ground: '#f6f5f2',
  sunken: '#efede8',
  line: '#e6e3dc',
  brand: '#e8552d',
  brand_fill: '#d2461f',
  brand_press: '#b83a17',
  brand_text: '#bf3e19',
  brand_soft: '#fdefe9',
  brand_line: '#f6cdbe',
  gold: '#b9893b',
  gold_text: '#835c1c',
  gold_soft: '#f9f1e1',
  leaf: '#2e8b57',
  leaf_text: '#1f6b42',
  leaf_soft: '#e7f3ec',
  amber: '#d98e04',
  amber_text: '#875300',
  amber_soft: '#fdf3dc',
  danger: '#c2362b',
  danger_text: '#a92a20',
  danger_soft: '#fbeae8',
  code: '#000000',
  veil: 'rgba(31, 35, 41, 0.48)',
  glass: 'rgba(255, 255, 255, 0.16)',
  toast: 'rgba(31, 35, 41, 0.92)',
  press: 'rgba(31, 35, 41, 0.06)',
} as const;
export type ColorName = keyof typeof color;

/** 4-pt grid. */
export const space = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 20, 6: 24, 8: 32, 10: 40, 12: 48, 16: 64 } as const;

export const radius = { small: 6, card: 12, sheet: 20, pill: 999 } as const;

/** Font sizes, each with its line height. */
export const type = {
  caption: [12, 16],
  small: [13, 18],
  body: [15, 22],
  lead: [17, 24],
  title: [20, 28],
  headline: [24, 32],
  figure: [34, 40],
  hero: [48, 56],
} as const;

export const weight = { regular: 400, medium: 500, bold: 600 } as const;

export const size = {
  touch: 44,
  button: 50,
  nav: 44,
  tab_bar: 56,
  tab_raise: 52,
  icon_small: 16,
  icon: 20,
  icon_large: 26,
  icon_huge: 56,
  avatar: 52,
  avatar_large: 72,
  switch: 52,
  switch_high: 32,
  coupon_side: 104,
  coupon_notch: 14,
  qr: 208,
  qr_large: 264,
  bar_code: 76,
  ring: 20,
  hero_art: 176,
  key: 56,
  dialog: 311,
  scan: 128,
  bar: 4,
} as const;

export const shadow = {
  card: '0 1px 2px rgba(31, 35, 41, 0.04), 0 4px 16px rgba(31, 35, 41, 0.05)',
  raised: '0 4px 14px rgba(210, 70, 31, 0.28)',
  sheet: '0 -8px 32px rgba(31, 35, 41, 0.12)',
  float: '0 4px 20px rgba(31, 35, 41, 0.16)',
} as const;

/** Only to explain what changed; nothing longer than a quarter of a second, but for the wait. */
export const motion = { quick: '150ms', calm: '220ms', tear: '250ms', breathe: '1400ms' } as const;

export const font = "-apple-system, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
