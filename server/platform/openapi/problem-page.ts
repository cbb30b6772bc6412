import { ERRORS } from '../../../shared/contract';

/** The inline style of the page below. */
export const PROBLEM_STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328}' +
  'td,th{text-align:left;vertical-align:top;padding:.5rem;border-bottom:1px solid #d8dee4}' +
  'tr:target{background:#fff8c5}table{border-collapse:collapse;width:100%}';

/** The page that the `type` of a problem points at: every code with its status and sentences. */
export function problemPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, retryable, zh, en }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${retryable ? 'yes' : 'no'}</td>` +
      `<td>${escape(en)}<br><span lang="zh-CN">${escape(zh)}</span></td></tr>`,
  );
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Liuke API problems</title>',
    `<meta name="viewport" content="width=device-width"><style>${PROBLEM_STYLE}</style></head><body>`,
    '<h1>Problem codes</h1><table><thead><tr><th>code</th><th>status</th><th>retry</th><th>meaning</th></tr></thead>',
    `<tbody>${rows.join('')}</tbody></table></body></html>`,
  ].join('');
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
