import type { WxNode } from '../node';
import type { ViewNode } from './scene';
import { cssValue } from './wxss';

/** Attributes that the viewer draws or acts by; whatever else a template gives is left at home. */
const SHOWN: ReadonlySet<string> = new Set(
  (
    'class style id src mode value placeholder type password maxlength disabled focus scrollX scrollY scrollTop ' +
    'lowerThreshold showScrollbar refresherEnabled refresherTriggered hoverClass hidden plain size openType formType name checked ' +
    'color ariaRole ariaLabel'
  ).split(' '),
);
const LISTENER = /^(?:bind|catch):?(.+)$/;

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A node of the host as the viewer's page in the browser takes it. */
export function viewNode(node: WxNode): ViewNode {
  if (node.tag === '#text') return { text: node.text ?? '' };
  const pairs = Object.entries(node.attr);
  const attrs = pairs.flatMap(([name, value]) => {
    if (!SHOWN.has(name) || !isPlain(value)) return [];
    return [[name, name === 'style' ? cssValue(String(value)) : value] as const];
  });
  const listens = pairs.flatMap(([name, handler]) => {
    const type = LISTENER.exec(name)?.[1];
    return type === undefined || handler === undefined || handler === '' ? [] : [type];
  });
  const sid = node.attr['data-sid'];
  return {
    tag: node.tag === '' ? 'virtual' : node.tag,
    sid: typeof sid === 'string' ? sid : '',
    attrs: Object.fromEntries(attrs),
    listens: [...new Set(listens)],
    children: node.children.map(viewNode),
  };
}
