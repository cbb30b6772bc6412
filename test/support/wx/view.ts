import { posix } from 'node:path';
import type { PartJson, WxBundle } from './bundle';
import type { Instance } from './instance';
import type { Config } from './modules';
import type { WxNode } from './node';
import type { WxPage } from './page';
import type { VirtualNode } from './wcc';

/** Whose methods the events of a node call. */
export type Owners = WeakMap<WxNode, Instance>;

type MutableNode = WxNode & { readonly children: WxNode[] };

/** What drawing needs to know of the running app. */
export interface ViewPorts {
  readonly bundle: WxBundle;
  readonly component: (path: string) => Config;
}

interface Place {
  /** The page or component whose template this is. */
  readonly path: string;
  readonly owner: Instance;
}

/** Draws pages as trees of elements. */
export class View {
  private readonly owners: Owners = new WeakMap();
  private readonly uses = new Map<string, Readonly<Record<string, string>>>();

  constructor(private readonly ports: ViewPorts) {}

  /** The instance whose method a handler named on this node is. */
  ownerOf(node: WxNode): Instance | undefined {
    return this.owners.get(node);
  }

  /** The whole page; the custom tab bar is its last child. @throws Error when a template is missing */
  draw(page: WxPage): WxNode {
    const root: MutableNode = { tag: 'page', attr: {}, children: [], parent: null };
    this.part(root, { path: page.route, owner: page.instance });
    if (page.tabBar) {
      const bar: MutableNode = { tag: 'custom-tab-bar', attr: {}, children: [], parent: root };
      root.children.push(bar);
      this.part(bar, { path: page.tabBar.path, owner: page.tabBar.instance });
    }
    return root;
  }

  /** Draws a page's or component's own template into `node`. */
  private part(node: MutableNode, place: Place): void {
    const drawn = this.ports.bundle.templates.render(`${place.path}.wxml`, place.owner.data);
    if (typeof drawn === 'object') this.fill(node, drawn.children ?? [], place);
  }

  private fill(node: MutableNode, children: readonly VirtualNode[], place: Place): void {
    for (const child of children) node.children.push(this.node(child, place, node));
  }

  private node(drawn: VirtualNode, place: Place, parent: WxNode): WxNode {
    if (typeof drawn !== 'object') {
      return { tag: '#text', attr: {}, text: String(drawn), children: [], parent };
    }
    const tag = (drawn.tag ?? '').replace(/^wx-/, '');
    const node: MutableNode = { tag, attr: drawn.attr ?? {}, children: [], parent };
    this.owners.set(node, place.owner);
    const component = this.usedBy(place.path)[tag];
    if (component === undefined) this.fill(node, drawn.children ?? [], place);
    else this.recursive(node, component);
    return node;
  }

  /** Taro's deeper levels: a component without a life of its own, which draws what it is given. */
  private recursive(node: MutableNode, path: string): void {
    const config = this.ports.component(path);
    if ('attached' in config || 'lifetimes' in config)
      throw new Error(`${path} has a life that nobody gives it`);
    const names = Object.keys(config['properties'] ?? {});
    const data = Object.fromEntries(names.map((name) => [name, node.attr[name]]));
    const methods = (config['methods'] ?? {}) as Config;
    this.part(node, { path, owner: { ...methods, data, setData: () => undefined } });
  }

  /** Components by the names under which a template uses them. */
  private usedBy(path: string): Readonly<Record<string, string>> {
    const known = this.uses.get(path);
    if (known) return known;
    const { usingComponents = {} } = this.ports.bundle.json(path) as PartJson;
    const found = Object.entries(usingComponents).map(([name, target]) => [
      name,
      target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(path), target),
    ]);
    const uses = Object.fromEntries(found) as Record<string, string>;
    this.uses.set(path, uses);
    return uses;
  }
}
