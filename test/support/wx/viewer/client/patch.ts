import type { ViewElement, ViewNode } from '../scene';
import { dress } from './elements';

/** A node in the document, with what it was drawn from. */
interface Live {
  readonly key: string;
  readonly dom: Node;
  node: ViewNode;
  children: Live[];
}

function keyOf(node: ViewNode, index: number): string {
  if ('text' in node) return `text ${index}`;
  return node.sid === '' ? `${node.tag} ${index}` : `${node.tag} ${node.sid}`;
}

/**
 * One page in the document. It is changed in place, node by node: a field keeps its focus, a list its scroll
 * position, an animation its course.
 */
export class LivePage {
  private children: Live[] = [];
  private readonly byElement = new Map<Element, Live>();

  constructor(private readonly root: Element) {}

  /** Makes the document show `tree`. */
  show(tree: readonly ViewNode[]): void {
    this.children = this.arrange(this.root, this.children, tree);
  }

  /** What an element was drawn from. */
  nodeOf(element: Element): ViewElement | undefined {
    const node = this.byElement.get(element)?.node;
    return node && !('text' in node) ? node : undefined;
  }

  private arrange(parent: Node, olds: readonly Live[], nodes: readonly ViewNode[]): Live[] {
    const known = new Map(olds.map((old) => [old.key, old]));
    const lives = nodes.map((node, index) => {
      const key = keyOf(node, index);
      const old = known.get(key);
      known.delete(key);
      return old ? this.update(old, node) : this.create(key, node, parent.ownerDocument!);
    });
    for (const gone of known.values()) {
      this.forget(gone);
      parent.removeChild(gone.dom);
    }
    lives.forEach((live, index) => {
      const before = index === 0 ? parent.firstChild : lives[index - 1]!.dom.nextSibling;
      if (before !== live.dom) parent.insertBefore(live.dom, before);
    });
    return lives;
  }

  private create(key: string, node: ViewNode, document: Document): Live {
    if ('text' in node) return { key, dom: document.createTextNode(node.text), node, children: [] };
    const element = document.createElement(`wx-${node.tag}`);
    const live: Live = { key, dom: element, node, children: [] };
    this.byElement.set(element, live);
    dress(element, node, undefined);
    live.children = this.arrange(element, [], node.children);
    return live;
  }

  private update(live: Live, node: ViewNode): Live {
    const before = live.node;
    live.node = node;
    if ('text' in node) {
      if (live.dom.textContent !== node.text) live.dom.textContent = node.text;
    } else if (!('text' in before)) {
      dress(live.dom as HTMLElement, node, before);
      live.children = this.arrange(live.dom, live.children, node.children);
    }
    return live;
  }

  private forget(live: Live): void {
    this.byElement.delete(live.dom as Element);
    for (const child of live.children) this.forget(child);
  }
}
