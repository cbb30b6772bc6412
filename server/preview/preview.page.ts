import { renderSVG } from 'uqr';
import { H5_PATH, INVITE_SCENE, landingUrl } from '../../shared/contract';
import { pagePolicy } from '../platform/http';

/** A code on the launch pad. */
export interface PadChannel {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly store: string | null;
}

/** An invite code that a member of the demo has made. */
export interface PadInvite {
  readonly code: string;
  readonly program: string;
  readonly nickname: string | null;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A code to look at with a phone, or to click. @param opens the attribute that says what a click opens */
function card(publicUrl: string, scene: string, opens: string, texts: readonly string[]): string {
  const svg = renderSVG(landingUrl(publicUrl, scene), { border: 2 });
  const [title = '', below = '', go = ''] = texts.map(escape);
  return `<button class="code" type="button" ${opens}="${escape(scene)}">
    <span class="qr">${svg}</span>
    <span><b>${title}</b><small>${below}</small><small class="go">${go}</small></span>
  </button>`;
}

/** The invites of the demo's members, newest first, as a part of the page. */
export function inviteCards(publicUrl: string, invites: readonly PadInvite[]): string {
  if (invites.length === 0) return '<p>会员打开「我的 · 邀请好友」以后，他的邀请会出现在这里。</p>';
  return invites
    .map(({ code, program, nickname }) =>
      card(publicUrl, INVITE_SCENE + code, 'data-invite', [
        `${nickname ?? '一位会员'}的邀请`,
        program,
        '点一下，换一位新顾客打开它',
      ]),
    )
    .join('');
}

const STYLE = `
  *{box-sizing:border-box} body{margin:0;background:#F6F5F2;color:#1F2329;font:15px/1.5 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif}
  main{max-width:1320px;margin:0 auto;padding:18px 24px 24px;display:grid;grid-template-columns:minmax(280px,1fr) 391px 391px;gap:28px;align-items:start}
  h1{font-size:26px;margin:0 0 4px} h2{font-size:16px;margin:0 0 12px} p{margin:0 0 16px;color:#5B6169}
  .code{display:flex;gap:14px;align-items:center;width:100%;text-align:left;background:#fff;border:1px solid transparent;border-radius:12px;padding:12px;margin:0 0 12px;cursor:pointer;font:inherit;color:inherit}
  .code:hover,.code:focus-visible{border-color:#E8552D;outline:none} .qr{width:96px;height:96px;flex:none} .qr svg{width:100%;height:100%;display:block}
  small{display:block;color:#5B6169} .go{color:#C2410C} .phone{background:#fff;border:8px solid #1F2329;border-radius:40px;overflow:hidden;width:391px;height:828px}
  .phone iframe{border:0;width:375px;height:812px;display:block} .bar{display:flex;justify-content:space-between;align-items:center;height:40px} .bar h2{margin:0}
  .bar button{border:0;background:none;color:#C2410C;font:inherit;cursor:pointer;padding:6px 0} a{color:#C2410C}
  .bar select{border:1px solid #E6E3DC;border-radius:6px;background:#fff;color:inherit;font:inherit;padding:3px 6px;margin-left:auto;margin-right:14px}
  @media (max-width:1160px){main{grid-template-columns:1fr;justify-items:center}}`;

const SCRIPT = `
  const base = document.body.dataset.base;
  const member = document.getElementById('member');
  const who = document.getElementById('who');
  const landing = '/pages/landing/index?scene=';
  let persona = localStorage.getItem('liuke-pad-persona') || 'member';
  let people = (localStorage.getItem('liuke-pad-people') || 'member').split(' ');
  if (!people.includes(persona)) people.push(persona);
  const show = (page) => { member.src = base + '?as=' + persona + '&t=' + Date.now() + '#' + page; };
  const list = () => {
    who.replaceChildren(...people.map((name, n) => new Option('顾客 ' + (n + 1), name, false, name === persona)));
    localStorage.setItem('liuke-pad-persona', persona);
    localStorage.setItem('liuke-pad-people', people.join(' '));
  };
  const fresh = (page) => { persona = 'guest-' + Date.now().toString(36); people.push(persona); list(); show(page); };
  document.querySelectorAll('[data-scene]').forEach((code) => code.addEventListener('click', () => show(landing + encodeURIComponent(code.dataset.scene))));
  document.getElementById('fresh').addEventListener('click', () => fresh('/pages/home/index'));
  who.addEventListener('change', () => { persona = who.value; list(); show('/pages/home/index'); });
  const invites = document.getElementById('invites');
  invites.addEventListener('click', (event) => {
    const code = event.target.closest('[data-invite]');
    if (code) fresh(landing + encodeURIComponent(code.dataset.invite));
  });
  let shown = invites.innerHTML;
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch('/preview/invites').catch(() => null);
    const cards = answer && answer.ok ? await answer.text() : shown;
    if (cards !== shown) invites.innerHTML = shown = cards;
  };
  setInterval(look, 3000);
  list();
  show('/pages/home/index');`;

/** What the launch pad may load: its own parts, and our mini-program in its frames. */
export const PAD_POLICY = pagePolicy({ scripts: [SCRIPT], styles: [STYLE], connects: true, frames: true });

/** What stands on the launch pad. */
interface Pad {
  readonly program: string;
  readonly publicUrl: string;
  readonly channels: readonly PadChannel[];
  readonly invites: readonly PadInvite[];
}

/** The launch pad's page. No third party is asked for anything. */
export function launchPad({ program, publicUrl, channels, invites }: Pad): string {
  const cards =
    channels.length === 0
      ? '<p>还没有渠道码。在控制台接口里新建门店和渠道后，这里会出现它们的二维码。</p>'
      : channels
          .map(({ code, name, store }) =>
            card(publicUrl, code, 'data-scene', [name, store ?? '', '点一下，就像扫了它']),
          )
          .join('');
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><title>${escape(program)} · 留客 Liuke</title><style>${STYLE}</style>
<body data-base="${H5_PATH}"><main>
<section><h1>留客 Liuke</h1><p>${escape(program)}的演示店。扫一个桌上的码，入会、领券、出示券码；在右边的店员手机上输入 18 位数字核销，会员的屏幕会自己翻过去。</p>
<h2>店里的码</h2>${cards}
<h2>会员的邀请</h2><div id="invites">${inviteCards(publicUrl, invites)}</div>
<p><a href="/api/docs">接口文档</a></p></section>
<section><div class="bar"><h2>顾客的手机</h2><select id="who" aria-label="哪位顾客"></select><button id="fresh" type="button">换一位新顾客</button></div><div class="phone"><iframe id="member" title="会员小程序"></iframe></div></section>
<section><div class="bar"><h2>店员的手机</h2></div><div class="phone"><iframe title="店员小程序" src="${H5_PATH}?as=staff#/packages/staff/workbench/index"></iframe></div></section>
</main><script>${SCRIPT}</script></body></html>`;
}
