import { Controller, Get, Header } from '@nestjs/common';
import { SETUP_PATH } from '../../../shared/contract';
import { pagePolicy, System } from '../../platform/http';

const STYLE = `
body{margin:0;background:#F6F5F2;color:#1F2329;font:16px/1.6 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:400px;margin:12vh auto 0;padding:32px;background:#fff;border-radius:12px}
h1{font-size:22px;margin:0 0 8px} p{margin:0 0 20px;color:#5B6169} label{display:block;margin:0 0 16px}
input{box-sizing:border-box;width:100%;margin-top:4px;padding:10px 12px;border:1px solid #8A9099;border-radius:8px;font:inherit}
button{width:100%;padding:12px;border:0;border-radius:999px;background:#C8441F;color:#fff;font:inherit;font-weight:600;cursor:pointer}
button[disabled]{opacity:.5;cursor:default} input:focus-visible,button:focus-visible{outline:3px solid #E8552D55}
output{display:block;min-height:26px;margin-top:12px;color:#B42318} output.done{color:#1F6B43}
`;

const SCRIPT = `
const form = document.querySelector('form'), said = document.querySelector('output'), button = document.querySelector('button');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true; said.className = ''; said.textContent = '';
  try {
    const body = { token: decodeURIComponent(location.hash.slice(1)) || '-', name: form.elements.name.value, password: form.elements.password.value };
    const answer = await fetch('/api/v1/console/setup', { method: 'POST', headers: { 'content-type': 'application/json', 'accept-language': 'zh-CN' }, body: JSON.stringify(body) });
    const told = await answer.json();
    if (answer.ok) { form.elements.password.value = ''; said.className = 'done'; said.textContent = '好了，' + told.account.name + ' 现在可以登录控制台接口。'; return; }
    said.textContent = told.detail;
  } catch { said.textContent = '没有连上服务器，请再试一次。'; }
  button.disabled = false;
});
`;

const PAGE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,"><title>初始化 · 留客</title>
<style>${STYLE}</style>
<main><h1>第一位管理员</h1><p>设好用户名和密码，这个链接就失效了。</p>
<form><label>用户名<input name="name" autocomplete="username" required minlength="3" maxlength="40" pattern="[A-Za-z0-9._@\\-]+"></label>
<label>密码，至少 10 个字符<input name="password" type="password" autocomplete="new-password" required minlength="10" maxlength="200"></label>
<button>创建</button><output role="status"></output></form></main>
<script>${SCRIPT}</script></html>`;

const POLICY = pagePolicy({ scripts: [SCRIPT], styles: [STYLE], connects: true });

/**
 * The page behind the one-time set-up link. The token stands after the `#`, so it reaches no server log; the page
 * itself is the same for everybody and knows nothing.
 */
@Controller()
export class SetupPageController {
  @Get(SETUP_PATH)
  @System()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  @Header('Content-Security-Policy', POLICY)
  page(): string {
    return PAGE;
  }
}
