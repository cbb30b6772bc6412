import { zhCN } from './zh-CN';

/** Every language has exactly the texts of this one. */
export type Texts = typeof zhCN;

/** The texts of the screens. Another language is another file of this type. */
export const t: Texts = zhCN;
