import { readFileSync } from 'node:fs';
import { filesUnder } from './files.mjs';
import { inRoot, shown } from './paths.mjs';
import { ruleTitles } from './rule-titles.mjs';

const id = '[A-Z]\\d{1,2}[a-z]?';
const ids = `${id}(?:,\\s*${id})*`;
/** `@rule C6, C7` in a docblock. */
const tag = new RegExp(`@rule\\s+(${ids})(?![\\w])`, 'g');
/** A test's or a describe's title: `it('C6, C7: …'`, also behind `it.each(…)`. */
const title = new RegExp(`\\(\\s*['"\`](${ids}): `, 'g');

const codeRooms = ['shared', 'server', 'sandbox', 'miniprogram', 'console'];

/** Adds each source file below `folders` to the rules that `pattern` finds in it. */
function collect(folders, pattern) {
  const found = new Map();
  for (const file of folders.flatMap((folder) => filesUnder(inRoot(folder)))) {
    if (!/\.tsx?$/.test(file)) continue;
    for (const [, list] of readFileSync(file, 'utf8').matchAll(pattern)) {
      for (const rule of list.split(/,\s*/)) found.set(rule, (found.get(rule) ?? new Set()).add(shown(file)));
    }
  }
  return found;
}

/** Rules by section in the order of the titles, which is the order they are told in. */
function inOrder(rules) {
  const order = Object.keys(ruleTitles);
  return [...rules].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** Everything that is wrong with the citations, one line each. */
function problemsOf(code, tests) {
  const cited = new Set([...code.keys(), ...tests.keys()]);
  const where = (files) => [...files].join(', ');
  return inOrder(cited).flatMap((rule) => {
    if (!(rule in ruleTitles)) {
      return [`${rule} is no rule (${where(code.get(rule) ?? tests.get(rule))})`];
    }
    if (!tests.has(rule))
      return [`${rule} has code but no test whose title begins "${rule}: " (${where(code.get(rule))})`];
    if (!code.has(rule))
      return [`${rule} has tests but no "@rule ${rule}" in the code (${where(tests.get(rule))})`];
    return [];
  });
}

function links(files) {
  return [...files]
    .sort()
    .map((file) => `[${file}](../${file})`)
    .join('<br>');
}

/** Reads all sources: the table of shipped rules as Markdown, and what is wrong with the citations. */
export function scanRules() {
  const code = collect(codeRooms, tag);
  const tests = collect(['test'], title);
  const shipped = inOrder([...code.keys()].filter((rule) => tests.has(rule) && rule in ruleTitles));
  const rows = shipped.map(
    (rule) => `| ${rule} | ${ruleTitles[rule]} | ${links(code.get(rule))} | ${links(tests.get(rule))} |`,
  );
  const markdown = [
    '# The rules that are shipped',
    '',
    'Which code keeps each rule, and which tests prove it. Written by `npm run generate` from the `@rule` tags and',
    'the titles of the tests; do not edit. A rule stands here as soon as a part of it is kept; one that has no row (such',
    'as stacking, gifts to friends, segments, campaigns, alliances) is not built.',
    '',
    '| rule | in short | code | tests |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
  return { markdown, problems: problemsOf(code, tests) };
}
