import { color, font, motion, radius, shadow, size, space, type, weight } from './tokens';

const HEADER = '/* Made from shared/design/tokens.ts; a test compares the two. Change it there. */';

function kebab(name: string): string {
  return name.replace(/_/g, '-');
}

function px(value: number): string {
  return `${value}px`;
}

function group<Value>(
  prefix: string,
  values: Readonly<Record<string, Value>>,
  write: (value: Value) => string,
) {
  return Object.entries(values).map(([name, value]): [string, string] => [
    `--${prefix}-${kebab(name)}`,
    write(value),
  ]);
}

/** Every token as a CSS custom property: `[['--color-ink', '#1F2329'], …]`, in the order of the source. */
export function cssVariables(): readonly (readonly [string, string])[] {
  const asText = (value: string): string => value;
  return [
    ...group('color', color, asText),
    ...group('space', space, px),
    ...group('radius', radius, px),
    ...Object.entries(type).flatMap(([name, [fontSize, lineHeight]]): [string, string][] => [
      [`--text-${name}`, px(fontSize)],
      [`--line-${name}`, px(lineHeight)],
    ]),
    ...group('weight', weight, String),
    ...group('size', size, px),
    ['--size-hairline', '1px'],
    ...group('shadow', shadow, asText),
    ...group('motion', motion, asText),
    ['--font', font],
  ];
}

/** The style sheet that declares all tokens on `selector` (WeChat knows no `:root`). */
export function cssSheet(selector: string): string {
  const lines = cssVariables().map(([name, value]) => `  ${name}: ${value};`);
  return `${HEADER}\n${selector} {\n${lines.join('\n')}\n}\n`;
}
