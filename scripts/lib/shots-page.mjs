import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const platforms = [
  ['weapp', '编译后的小程序 weapp'],
  ['h5', 'H5'],
];

/** What each platform's run left, in the order of the screens. */
function picturesIn(folder) {
  return platforms.flatMap(([platform]) => {
    const file = path.join(folder, `${platform}.json`);
    const taken = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    return taken.map((picture) => ({ ...picture, platform }));
  });
}

function grouped(list, nameOf) {
  const groups = new Map();
  for (const one of list) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one]);
  return groups;
}

function text(label) {
  return `${label.zh} <small>${label.en}</small>`.replace(/&/g, '&amp;');
}

function figure({ platform, width, file }) {
  return `<a href="${file}" data-platform="${platform}" data-width="${width}"><img loading="lazy" src="${file}" alt=""><span>${platform} · ${width}</span></a>`;
}

function section(pictures) {
  const states = [...grouped(pictures, ({ state }) => state).values()];
  const rows = states.map(
    (same) =>
      `<figure><figcaption>${text(same[0].state_label)}</figcaption><div>${same.map(figure).join('')}</div></figure>`,
  );
  return `<section id="${pictures[0].screen}"><h2>${text(pictures[0].screen_label)}</h2>${rows.join('')}</section>`;
}

const style = `
  body{margin:0;color:#1f2329;background:#f6f5f2;font:15px/1.5 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif}
  header{position:sticky;top:0;z-index:1;padding:12px 24px;background:#fffd;backdrop-filter:blur(8px);border-bottom:1px solid #e6e3dc}
  h1{display:inline;margin:0 16px 0 0;font-size:18px} nav{display:inline} nav a{margin-right:12px;color:#bf3e19;text-decoration:none;white-space:nowrap}
  label{margin-right:12px;white-space:nowrap} section{padding:8px 24px 24px;scroll-margin-top:96px} h2{font-size:20px}
  small{color:#666b70;font-weight:400} figure{display:inline-block;margin:0 24px 24px 0;vertical-align:top} figcaption{font-weight:600}
  figure div{display:flex;gap:12px} figure a{color:#666b70;font-size:12px;text-decoration:none} figure span{display:block}
  img{display:block;width:220px;background:#fff;border:1px solid #e6e3dc;border-radius:16px}
  .no-weapp [data-platform=weapp],.no-h5 [data-platform=h5],.no-375 [data-width="375"],.no-430 [data-width="430"]{display:none}
  dialog{padding:0;background:none;border:0;max-height:100vh} dialog img{width:auto;height:94vh} dialog p{margin:4px;color:#fff;text-align:center} dialog::backdrop{background:#000c}`;

/** A click enlarges a picture; the arrow keys flip through all that are not hidden. */
const script = `
  const dialog=document.querySelector('dialog'),links=[...document.querySelectorAll('figure a')];let at=0;
  const open=(i)=>{at=i;const a=links[i],f=a.closest('figure');dialog.querySelector('img').src=a.href;
    dialog.querySelector('p').textContent=a.closest('section').querySelector('h2').textContent+' · '+f.querySelector('figcaption').textContent+' · '+a.innerText;if(!dialog.open)dialog.showModal()};
  const flip=(by)=>{let i=at;do i=(i+by+links.length)%links.length;while(!links[i].offsetParent&&i!==at);open(i)};
  links.forEach((a,i)=>a.addEventListener('click',(e)=>{e.preventDefault();open(i)}));
  dialog.addEventListener('click',()=>dialog.close());
  addEventListener('keydown',(e)=>{if(dialog.open&&e.key==='ArrowRight')flip(1);if(dialog.open&&e.key==='ArrowLeft')flip(-1)});
  document.querySelectorAll('input').forEach((box)=>box.addEventListener('change',()=>document.body.classList.toggle('no-'+box.value,!box.checked)));`;

/**
 * The index page of dist/shots: static, grouped by screen and state, the platforms and sizes side by side. Says how
 * many pictures there are.
 */
export function shotsPage(folder) {
  const pictures = picturesIn(folder);
  const screens = [...grouped(pictures, ({ screen }) => screen).values()];
  const links = screens.map((same) => `<a href="#${same[0].screen}">${same[0].screen_label.zh}</a>`).join('');
  const boxes = ['weapp', 'h5', '375', '430']
    .map((name) => `<label><input type="checkbox" value="${name}" checked> ${name}</label>`)
    .join('');
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>留客 · 画面 Screens</title><style>${style}</style>
<body><header><h1>留客 · 画面 <small>Screens: ${pictures.length}</small></h1>${boxes}<br><nav>${links}</nav></header>
${screens.map(section).join('\n')}
<dialog><img alt=""><p></p></dialog><script>${script}</script></body></html>
`;
  return { html, count: pictures.length };
}
