/** One element of a rendered page, or a piece of text (`tag` is then `#text` and only `text` counts). */
export interface WxNode {
  /** The element's name without `wx-`: `view`, `text`, `image`, `input`, … */
  readonly tag: string;
  /** Its attributes as the template gave them: `class`, `style`, `src`, `value`, `data-sid`, `bindtap`, … */
  readonly attr: Readonly<Record<string, unknown>>;
  /** Only for `#text`. */
  readonly text?: string;
  readonly children: readonly WxNode[];
  readonly parent: WxNode | null;
}

/** The node and all below it, in the order of the document. */
export function* nodesOf(node: WxNode): Generator<WxNode> {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

/** The node and all above it, the innermost first. */
export function* chainOf(node: WxNode): Generator<WxNode> {
  for (let at: WxNode | null = node; at !== null; at = at.parent) yield at;
}

/** An attribute as text; empty when it is not there or no text. */
export function attrOf(node: WxNode, name: string): string {
  const value = node.attr[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The node's class names. */
export function classesOf(node: WxNode): string[] {
  return attrOf(node, 'class')
    .split(/\s+/)
    .filter((name) => name !== '');
}

/** The words inside a node as they stand there. An input shows what is typed in it. */
export function textOf(node: WxNode): string {
  if (node.text !== undefined) return node.text;
  if (node.tag === 'input' || node.tag === 'textarea') return attrOf(node, 'value');
  return node.children.map(textOf).join('');
}
