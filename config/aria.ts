/**
 * What WeChat reads aloud. Taro's templates leave these attributes out, so they are added twice: to the templates by
 * aria-plugin.cjs, and to what the runtime passes on by miniprogram/platform/aria.ts.
 */
const spoken = {
  'aria-role': '',
  'aria-label': '',
  'aria-hidden': '',
  'aria-checked': '',
  'aria-disabled': '',
};

export const ariaAttributes = {
  View: spoken,
  Image: { 'aria-label': '' },
  Input: { 'aria-label': '' },
};
