import type { Act, Scene } from '../scene';
import { watchGestures } from './gestures';
import { drawOverlay } from './overlays';
import { LivePage } from './patch';

interface Shown {
  readonly root: HTMLElement;
  readonly live: LivePage;
}

const name = document.body.dataset['phone'] ?? '';
const frame = document.querySelector<HTMLIFrameElement>('iframe')!;
const pages = new Map<number, Shown>();
const styles = new Map<string, string>();
let current = -1;
let acting: Promise<unknown> = Promise.resolve();

/** Tells what a person did; one after the other, as it happened. */
function act(what: Act): void {
  const send = (): Promise<unknown> =>
    fetch(`/phones/${name}/acts`, { method: 'POST', body: JSON.stringify(what) });
  acting = acting.then(send, send);
}

async function styleOf(route: string): Promise<string> {
  const known = styles.get(route);
  if (known !== undefined) return known;
  const css = await (await fetch(`/wxss/${route}.css`)).text();
  styles.set(route, css);
  return css;
}

function pageOf(id: number): Shown {
  const known = pages.get(id);
  if (known) return known;
  const root = frame.contentDocument!.createElement('wx-page');
  frame.contentDocument!.body.append(root);
  const made = { root, live: new LivePage(root) };
  pages.set(id, made);
  return made;
}

function drawBar({ bar }: Scene): void {
  const bars = document.getElementById('bars')!;
  bars.style.background = bar.background;
  bars.style.color = bar.ink;
  bars.classList.toggle('bars--custom', bar.custom);
  document.getElementById('title')!.textContent = bar.title;
  const lead = document.getElementById('lead')!;
  lead.className = bar.lead;
  lead.setAttribute('aria-label', bar.lead === 'back' ? '返回' : '首页');
}

async function draw(scene: Scene): Promise<void> {
  const css = await styleOf(scene.page.route);
  drawBar(scene);
  for (const [id, { root }] of pages) {
    if (scene.open.includes(id)) continue;
    root.remove();
    pages.delete(id);
  }
  const { root, live } = pageOf(scene.page.id);
  // as in WeChat, the styles of one page are not there on another
  frame.contentDocument!.getElementById('page')!.textContent = css;
  live.show(scene.page.tree);
  for (const [id, shown] of pages) shown.root.classList.toggle('top', id === scene.page.id);
  current = scene.page.id;
  root.dataset['route'] = scene.page.route;
  drawOverlay(document.getElementById('overlay')!, scene.overlay, (id, value) =>
    act({ kind: 'answer', id, value }),
  );
}

function begin(): void {
  watchGestures(
    frame.contentDocument!,
    (element) => pages.get(current)?.live.nodeOf(element),
    (node, type, detail) => act({ kind: 'event', page: current, sid: node.sid, type, detail }),
  );
  document.getElementById('lead')!.addEventListener('click', () => act({ kind: 'back' }));
  let drawing: Promise<void> = Promise.resolve();
  new EventSource(`/phones/${name}/scenes`).addEventListener('message', (event: MessageEvent<string>) => {
    const scene = JSON.parse(event.data) as Scene;
    drawing = drawing.then(() => draw(scene));
  });
}

if (frame.contentDocument?.readyState === 'complete' && frame.contentDocument.getElementById('page')) begin();
else frame.addEventListener('load', begin, { once: true });
