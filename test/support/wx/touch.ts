import { attrOf, chainOf, nodesOf, type WxNode } from './node';
import type { Realm } from './realm';
import type { View } from './view';

const POINT = { identifier: 0, pageX: 10, pageY: 10, clientX: 10, clientY: 10 };

function targetOf(node: WxNode): object {
  const data = Object.entries(node.attr).filter(([name]) => name.startsWith('data-'));
  return {
    id: attrOf(node, 'id'),
    dataset: Object.fromEntries(data.map(([name, value]) => [name.slice('data-'.length), value])),
    offsetLeft: 0,
    offsetTop: 0,
  };
}

function handlerOf(node: WxNode, type: string): { name: string; stops: boolean } | null {
  const bound = node.attr[`bind${type}`] ?? node.attr[`bind:${type}`];
  const caught = node.attr[`catch${type}`] ?? node.attr[`catch:${type}`];
  const name = bound ?? caught;
  return typeof name === 'string' && name !== '' ? { name, stops: bound === undefined } : null;
}

/** Whether a tap here is heard by anything. */
export function isTappable(node: WxNode): boolean {
  return [...chainOf(node)].some((one) => handlerOf(one, 'tap') !== null);
}

/** The form that a tap on this sends, with what stands in its named fields; null when it sends none. */
export function submission(node: WxNode): { form: WxNode; value: Record<string, string> } | null {
  const chain = [...chainOf(node)];
  if (!chain.some((one) => one.tag === 'button' && attrOf(one, 'formType') === 'submit')) return null;
  const form = chain.find((one) => one.tag === 'form');
  if (!form) return null;
  const fields = [...nodesOf(form)].filter((one) => attrOf(one, 'name') !== '');
  return {
    form,
    value: Object.fromEntries(fields.map((one) => [attrOf(one, 'name'), attrOf(one, 'value')])),
  };
}

/**
 * Tells a node of an event, and with `bubbles` all around it, up to the first that catches it.
 * @returns how many handlers heard it
 */
export function fire(
  view: View,
  realm: Realm,
  node: WxNode,
  event: { readonly type: string; readonly detail: object; readonly bubbles: boolean },
): number {
  const { type, detail, bubbles } = event;
  let heard = 0;
  for (const at of bubbles ? chainOf(node) : [node]) {
    const handler = handlerOf(at, type);
    if (!handler) continue;
    const owner = view.ownerOf(at);
    const method = owner?.[handler.name];
    if (typeof method !== 'function')
      throw new Error(`<${at.tag}> names ${handler.name}, which is no method`);
    heard += 1;
    const told = realm.copy({
      type,
      timeStamp: Math.round(performance.now()),
      target: targetOf(node),
      currentTarget: targetOf(at),
      mark: {},
      detail,
      touches: [POINT],
      changedTouches: [POINT],
    });
    realm.enter(() => method.call(owner, told) as unknown);
    if (handler.stops) break;
  }
  return heard;
}
