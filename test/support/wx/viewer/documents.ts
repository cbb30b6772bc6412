import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { transformSync } from '@swc/core';

const CLIENT = join(__dirname, 'client');

/** A document as the server hands it out. */
export interface Served {
  readonly type: string;
  readonly body: string | Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function html(body: string, head: string): Served {
  const start = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><link rel="icon" href="data:,">';
  return { type: 'text/html; charset=utf-8', body: `${start}${head}${body}</html>` };
}

/** One phone: WeChat's bar, the page's own document, and what WeChat lays over both. */
export function phoneDocument(name: string): Served {
  return html(
    `<body data-phone="${escape(name)}"><div id="bars"><span id="clock">9:41</span>` +
      '<button id="lead" type="button"></button><span id="title"></span>' +
      '<span id="capsule"><i></i><i></i></span></div>' +
      '<iframe name="webview" src="/webview"></iframe><div id="overlay"></div><div id="home"></div>' +
      '<script type="module" src="/viewer/phone"></script></body>',
    `<title>${escape(name)}</title><meta name="viewport" content="width=device-width,initial-scale=1">` +
      '<link rel="stylesheet" href="/viewer/phone.css">',
  );
}

/** The document that pages are drawn in: the phone's width, and the height below the bar. */
export function webviewDocument(appCss: string): Served {
  return html(
    '<body></body>',
    '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/viewer/webview.css">' +
      `<style>${appCss}</style><style id="page"></style>`,
  );
}

/** All phones side by side, for a person at a desk. */
export function deskDocument(phones: readonly { readonly name: string; readonly title: string }[]): Served {
  const drawn = phones.map(
    ({ name, title }) =>
      `<section><h2>${escape(title)}</h2><iframe title="${escape(title)}" src="/phones/${name}"></iframe></section>`,
  );
  return html(
    `<body><h1>编译后的小程序</h1><p>这里运行的是 dist/weapp 里编译好的小程序，不是微信开发者工具：没有原生画布和布局查询。</p>` +
      `<main>${drawn.join('')}</main></body>`,
    '<title>留客 · 编译后的小程序</title><style>' +
      'body{margin:24px;color:#1f2329;background:#f6f5f2;font:15px/1.5 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif}' +
      'h1{margin:0;font-size:24px}h2{margin:0 0 8px;font-size:16px}p{color:#5b6169}main{display:flex;flex-wrap:wrap;gap:32px}' +
      'iframe{display:block;width:375px;height:812px;background:#fff;border:8px solid #1f2329;border-radius:40px}</style>',
  );
}

/** A file of the viewer's own page; its TypeScript is given as JavaScript. Undefined when there is none. */
export function clientFile(name: string): Served | undefined {
  const script = join(CLIENT, `${name}.ts`);
  if (/^[a-z]+$/.test(name) && existsSync(script)) {
    const { code } = transformSync(readFileSync(script, 'utf8'), {
      filename: script,
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    return { type: 'text/javascript; charset=utf-8', body: code };
  }
  return packageFile(CLIENT, name);
}

/** A picture or a style sheet in a folder; undefined for anything else. */
export function packageFile(root: string, name: string): Served | undefined {
  const file = normalize(join(root, name));
  const type = TYPES[extname(file)];
  if (!file.startsWith(root + sep) || type === undefined || !existsSync(file)) return undefined;
  return { type, body: readFileSync(file) };
}
