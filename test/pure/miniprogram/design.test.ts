import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { color, contrast, cssSheet, luminance, type ColorName } from '@shared/design';

const app = path.resolve(__dirname, '../../../miniprogram');

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => path.join(folder, name));
}

describe('the design tokens', () => {
  it('styles/tokens.css is made from shared/design', () => {
    expect(readFileSync(path.join(app, 'styles/tokens.css'), 'utf8')).toBe(cssSheet('page,\nbody'));
  });

  it('no style of a component holds a raw colour or length', () => {
    const styles = filesBelow(app, /\.css$/).filter((file) => !file.endsWith('styles/tokens.css'));
    expect(styles.length).toBeGreaterThan(10);
    for (const file of styles) {
      const raw = /#[0-9a-f]{3,8}\b|\b\d*\.?\d+(?:px|rpx|rem)\b|rgba?\(/i.exec(readFileSync(file, 'utf8'));
      expect({ file, raw: raw?.[0] }).toEqual({ file, raw: undefined });
    }
  });

  it('every style of a component is loaded with the app, in styles/index.ts', () => {
    const loaded = readFileSync(path.join(app, 'styles/index.ts'), 'utf8').match(/(?<=import '@\/)[^']+/g);
    const there = filesBelow(path.join(app, 'components'), /\.css$/).map((file) => path.relative(app, file));
    expect(loaded).toEqual(there.sort());
  });

  it('every variable a style uses exists', () => {
    const known = new Set(cssSheet('x').match(/--[a-z0-9-]+(?=:)/g));
    for (const file of filesBelow(app, /\.(css|tsx)$/)) {
      for (const [, name] of readFileSync(file, 'utf8').matchAll(/var\((--[a-z0-9-]+)/g)) {
        expect({ file, name, known: known.has(name ?? '') }).toEqual({ file, name, known: true });
      }
    }
  });

  it('no Chinese stands outside the catalogue of texts, but for the titles WeChat reads from configurations', () => {
    const sources = filesBelow(app, /\.tsx?$/).filter((file) => !/texts\/|\.config\.ts$/.test(file));
    for (const file of sources) {
      const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      // 折 and ¥ are marks that the rules write and a component sets small; 「」 quotes what is between
      const words = /[\u4e00-\u9fff]+/.exec(code.replace(/\(折\?\)/g, ''));
      expect({ file, words: words?.[0] }).toEqual({ file, words: undefined });
    }
  });

  const TEXT_ON: [ColorName, ColorName][] = [
    ['ink', 'ground'],
    ['ink_soft', 'ground'],
    ['ink_faint', 'ground'],
    ['ink_faint', 'sunken'],
    ['ink_faint', 'paper'],
    ['paper', 'brand_fill'],
    ['paper', 'brand_press'],
    ['paper', 'danger'],
    ['brand_text', 'paper'],
    ['brand_text', 'brand_soft'],
    ['gold_text', 'gold_soft'],
    ['leaf_text', 'leaf_soft'],
    ['leaf_text', 'paper'],
    ['amber_text', 'amber_soft'],
    ['danger_text', 'danger_soft'],
    ['code', 'paper'],
  ];
  it.each(TEXT_ON)('%s on %s can be read (WCAG AA)', (text, ground) => {
    expect(contrast(color[text], color[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it('knows black, white and what is no colour', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(luminance('#ffffff')).toBeCloseTo(1);
    expect(() => luminance('red')).toThrow(RangeError);
  });
});
