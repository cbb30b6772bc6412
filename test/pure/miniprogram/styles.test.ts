import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import postcss, { type Rule } from 'postcss';
import ts from 'typescript';
import { worthParts } from '@/components/coupon-ticket/worth';
import { color, contrast, type ColorName } from '@shared/design';

const app = path.resolve(__dirname, '../../../miniprogram');

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => ending.test(name));
}

/** The rules of a style sheet, with the condition they stand under. */
function rulesOf(file: string): { rule: Rule; under: string }[] {
  const found: { rule: Rule; under: string }[] = [];
  postcss.parse(readFileSync(path.join(app, file), 'utf8')).walkRules((rule) => {
    const { parent } = rule;
    const under =
      parent?.type === 'atrule'
        ? `${(parent as postcss.AtRule).name} ${(parent as postcss.AtRule).params}`
        : '';
    if (!under.startsWith('keyframes')) found.push({ rule, under });
  });
  return found;
}

function valueOf(rule: Rule, ...names: string[]): string | undefined {
  let value: string | undefined;
  rule.walkDecls((decl) => {
    if (names.includes(decl.prop)) value = decl.value;
  });
  return value;
}

function tokenOf(value: string | undefined): ColorName | undefined {
  const name = /^var\(--color-([a-z-]+)\)$/.exec(value ?? '')?.[1]?.replace(/-/g, '_');
  return name !== undefined && name in color ? (name as ColorName) : undefined;
}

describe('the styles of the screens', () => {
  const sheets = filesBelow(app, /\.css$/);

  it('stand still for people who want no motion', () => {
    const moving: string[] = [];
    for (const file of sheets) {
      const rules = rulesOf(file);
      const stilled = rules
        .filter(({ under }) => under.includes('prefers-reduced-motion: reduce'))
        .flatMap(({ rule }) => rule.selectors);
      for (const { rule, under } of rules) {
        if (under !== '' || valueOf(rule, 'animation', 'transition') === undefined) continue;
        moving.push(...rule.selectors.filter((one) => !stilled.includes(one)).map((one) => `${file} ${one}`));
      }
    }
    expect(moving).toEqual([]);
  });

  it('set text on its own ground so that it can be read (WCAG AA)', () => {
    const pairs = new Map<string, number>();
    for (const file of sheets) {
      for (const { rule } of rulesOf(file)) {
        const text = tokenOf(valueOf(rule, 'color'));
        const ground = tokenOf(valueOf(rule, 'background', 'background-color'));
        if (!text || !ground || !color[ground].startsWith('#')) continue;
        pairs.set(`${text} on ${ground}`, contrast(color[text], color[ground]));
      }
    }
    expect(pairs.size).toBeGreaterThan(8);
    expect([...pairs].filter(([, ratio]) => ratio < 4.5)).toEqual([]);
  });
});

/** Elements of a source that can be tapped but show nothing under a finger. */
function silentTaps(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(app, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const silent: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
      const names = node.attributes.properties.map((one) => one.name?.getText() ?? '');
      const veil = node.attributes.getText().includes('__veil');
      if (names.includes('onClick') && !names.includes('hoverClass') && !veil)
        silent.push(`${file} ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return silent;
}

describe('what can be tapped', () => {
  it('answers a finger: components use Tap or a hoverClass; only a veil does not', () => {
    const sources = filesBelow(app, /\.tsx$/).filter((file) => file.startsWith('components'));
    expect(sources.length).toBeGreaterThan(15);
    expect(sources.flatMap(silentTaps)).toEqual([]);
  });
});

describe('the gallery', () => {
  it.each([
    [false, 0],
    [true, 1],
  ])('is in the list of pages only where it was asked for (%s)', (asked, count) => {
    Object.assign(globalThis, { WITH_GALLERY: asked, defineAppConfig: (config: unknown) => config });
    jest.isolateModules(() => {
      const { default: config } = jest.requireActual<{ default: { subPackages: { root: string }[] } }>(
        '@/app.config',
      );
      expect(config.subPackages.filter(({ root }) => root === 'packages/dev')).toHaveLength(count);
    });
  });

  it('is imported by nothing that is released', () => {
    const users = filesBelow(app, /\.tsx?$/).filter(
      (file) =>
        !/^packages\/dev|\.d\.ts$/.test(file) &&
        /packages\/dev|zh-CN\/gallery/.test(
          readFileSync(path.join(app, file), 'utf8').replace(/^.*WITH_GALLERY.*$/m, ''),
        ),
    );
    expect(users).toEqual([]);
  });
});

describe('the worth of a coupon', () => {
  it.each([
    ['¥10', { before: '¥', figure: '10', after: '' }],
    ['¥10.50', { before: '¥', figure: '10', after: '.50' }],
    ['¥1,200', { before: '¥', figure: '1,200', after: '' }],
    ['8.5折', { before: '', figure: '8.5', after: '折' }],
    ['免费兑换', null],
  ])('%s', (amount, parts) => {
    expect(worthParts(amount)).toEqual(parts);
  });
});
