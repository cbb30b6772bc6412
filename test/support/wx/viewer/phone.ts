import type { WxHost } from '../host';
import { chainOf, nodesOf, textOf, type WxNode } from '../node';
import type { WxPage } from '../page';
import { Overlays } from './overlays';
import type { Act, Scene } from './scene';
import type { ViewedPhone } from './server';
import { viewNode } from './tree';

/** Events that go up to the elements around; all others are the element's own. */
const BUBBLING: ReadonlySet<string> = new Set(['tap', 'longpress', 'touchstart', 'touchend']);

interface WindowJson {
  readonly navigationStyle?: string;
  readonly navigationBarBackgroundColor?: string;
  readonly navigationBarTextStyle?: string;
}

let serial = 0;
const ids = new WeakMap<WxPage, number>();

/** A number for each page of any phone and any run of the app. */
function idOf(page: WxPage): number {
  const known = ids.get(page);
  if (known !== undefined) return known;
  serial += 1;
  ids.set(page, serial);
  return serial;
}

/** Makes a mini-program something to look at and to touch. It must have been started before anybody looks. */
export class HostPhone implements ViewedPhone {
  private readonly watchers = new Set<() => void>();
  /** Colours that pages have given their bars. */
  private readonly painted = new WeakMap<WxPage, string>();
  private readonly overlays: Overlays;

  /** @param beside the phone that this one's camera looks at, if any */
  constructor(
    readonly title: string,
    readonly host: WxHost,
    beside: () => HostPhone | null = () => null,
  ) {
    host.onChange(() => this.changed());
    host.answers['setNavigationBarColor'] = (options) => {
      this.painted.set(host.app.top, String(options['backgroundColor']));
      this.changed();
      return {};
    };
    this.overlays = new Overlays(
      host,
      () => this.changed(),
      () => beside()?.shownCode() ?? null,
    );
  }

  scene(): Scene | null {
    const { host } = this;
    const { stack } = host.app;
    const top = stack.at(-1);
    if (!top) return null;
    const look = { ...host.bundle.app.window, ...(host.bundle.json(top.route) as object) } as WindowJson;
    return {
      bar: {
        title: top.title,
        background: this.painted.get(top) ?? look.navigationBarBackgroundColor ?? '#000000',
        ink: look.navigationBarTextStyle === 'black' ? '#000000' : '#ffffff',
        lead: stack.length > 1 ? 'back' : host.bundle.isTab(top.route) ? 'none' : 'home',
        custom: look.navigationStyle === 'custom',
      },
      page: { id: idOf(top), route: top.route, tree: host.tree().children.map(viewNode) },
      open: stack.map(idOf),
      overlay: this.overlays.top,
    };
  }

  async act(act: Act): Promise<void> {
    switch (act.kind) {
      case 'back':
        this.host.app.back();
        return;
      case 'answer':
        this.overlays.answer(act.id, act.value);
        return;
      case 'event':
        this.fire(act);
    }
  }

  watch(changed: () => void): () => void {
    this.watchers.add(changed);
    return () => this.watchers.delete(changed);
  }

  /** The digits of the code that this phone shows; null when it shows none. */
  shownCode(): string | null {
    const digits = [...nodesOf(this.host.tree())].map((node) => textOf(node).replace(/\s/g, ''));
    return digits.find((text) => /^\d{18}$/.test(text)) ?? null;
  }

  private changed(): void {
    for (const watcher of this.watchers) watcher();
  }

  private fire({ page, sid, type, detail }: Extract<Act, { kind: 'event' }>): void {
    const { app } = this.host;
    // the page may have gone between the tap and its arrival here
    if (idOf(app.top) !== page) return;
    const node = [...nodesOf(this.host.tree())].find((one) => one.attr['data-sid'] === sid);
    if (!node || (type === 'tap' && isDisabled(node))) return;
    const told = type === 'tap' ? ['touchstart', 'touchend', 'tap'] : [type];
    for (const name of told) app.fire(node, name, detail, BUBBLING.has(name));
  }
}

function isDisabled(node: WxNode): boolean {
  return [...chainOf(node)].some((one) => one.tag === 'button' && one.attr['disabled'] === true);
}
