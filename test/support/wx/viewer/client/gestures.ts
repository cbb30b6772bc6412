import type { Act, ViewElement } from '../scene';
import { noteTyped } from './elements';

type Detail = Extract<Act, { kind: 'event' }>['detail'];
type Fire = (node: ViewElement, type: string, detail: Detail) => void;
type NodeOf = (element: Element) => ViewElement | undefined;

/** As long as WeChat waits before a press is a long one. */
const LONG_PRESS_MS = 350;
const LOWER_THRESHOLD = 50;
/** How far a list is pulled down before it reads again. */
const PULL = 60;
/** What pressing a button of this open-type gives the program, and under which name; a picture stands for a face. */
const OPEN_TYPES: Readonly<Record<string, { readonly type: string; readonly detail: Detail }>> = {
  chooseAvatar: {
    type: 'chooseavatar',
    detail: { avatarUrl: '/viewer/avatar.svg', errMsg: 'chooseAvatar:ok' },
  },
  agreePrivacyAuthorization: { type: 'agreeprivacyauthorization', detail: {} },
  openSetting: { type: 'opensetting', detail: { authSetting: {} } },
};

function at(event: MouseEvent): Detail {
  return { x: Math.round(event.clientX), y: Math.round(event.clientY) };
}

/** The nearest element, outwards from where something happened, that came from a node and satisfies `wanted`. */
function nearest(event: Event, nodeOf: NodeOf, wanted: (node: ViewElement) => boolean) {
  for (let element = event.target as Element | null; element; element = element.parentElement) {
    const node = nodeOf(element);
    if (node && wanted(node)) return { element: element as HTMLElement, node };
  }
  return undefined;
}

/** A button of a form sends what stands in the form's named fields. */
function submit(event: Event, nodeOf: NodeOf, fire: Fire): void {
  const form = nearest(event, nodeOf, ({ tag }) => tag === 'form');
  if (!form) return;
  const fields = [...form.element.querySelectorAll('input, textarea')] as HTMLInputElement[];
  const named = fields.map((field) => [nodeOf(field.parentElement!)?.attrs['name'], field.value] as const);
  const value = Object.fromEntries(named.filter(([name]) => name !== undefined && name !== ''));
  fire(form.node, 'submit', { value });
}

/** Shows a press by the class that the node names for it. */
function showPresses(document: Document, nodeOf: NodeOf): void {
  document.addEventListener('pointerdown', (event) => {
    const hit = nearest(event, nodeOf, ({ attrs }) => !['none', '', undefined].includes(classOf(attrs)));
    if (!hit) return;
    const name = classOf(hit.node.attrs)!;
    hit.element.classList.add(name);
    const release = (): void => {
      setTimeout(() => hit.element.classList.remove(name), 100);
    };
    document.addEventListener('pointerup', release, { once: true });
    document.addEventListener('pointercancel', release, { once: true });
  });
}

function classOf(attrs: ViewElement['attrs']): string | undefined {
  const name = attrs['hoverClass'];
  return typeof name === 'string' ? name : undefined;
}

function watchTaps(document: Document, nodeOf: NodeOf, fire: Fire): void {
  let long = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('pointerdown', (event) => {
    long = false;
    const hit = nearest(event, nodeOf, ({ listens }) => listens.includes('longpress'));
    if (!hit) return;
    timer = setTimeout(() => {
      long = true;
      fire(hit.node, 'longpress', at(event));
    }, LONG_PRESS_MS);
  });
  for (const type of ['pointerup', 'pointercancel', 'scroll']) {
    document.addEventListener(type, () => clearTimeout(timer), true);
  }
  document.addEventListener('click', (event) => {
    if (long) return;
    const hit = nearest(event, nodeOf, ({ sid }) => sid !== '');
    if (!hit) return;
    fire(hit.node, 'tap', at(event));
    const button = nearest(event, nodeOf, ({ tag }) => tag === 'button');
    if (!button || button.node.attrs['disabled'] === true) return;
    const open = OPEN_TYPES[String(button.node.attrs['openType'])];
    if (open) fire(button.node, open.type, open.detail);
    if (button.node.attrs['formType'] === 'submit') submit(event, nodeOf, fire);
  });
}

function watchFields(document: Document, nodeOf: NodeOf, fire: Fire): void {
  const tell = (event: Event, type: string): void => {
    const hit = nearest(event, nodeOf, ({ tag }) => tag === 'input' || tag === 'textarea');
    const field = event.target as HTMLInputElement;
    if (!hit) return;
    const { value } = field;
    fire(hit.node, type, { value, cursor: field.selectionStart ?? value.length });
  };
  document.addEventListener('input', (event) => {
    noteTyped(event.target as HTMLInputElement);
    tell(event, 'input');
  });
  document.addEventListener('focus', (event) => tell(event, 'focus'), true);
  document.addEventListener('blur', (event) => tell(event, 'blur'), true);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') tell(event, 'confirm');
  });
}

function watchImages(document: Document, nodeOf: NodeOf, fire: Fire): void {
  const tell = (event: Event, type: string, detail: (image: HTMLImageElement) => Detail): void => {
    const hit = nearest(event, nodeOf, ({ tag, listens }) => tag === 'image' && listens.includes(type));
    if (hit) fire(hit.node, type, detail(event.target as HTMLImageElement));
  };
  document.addEventListener(
    'load',
    (event) => tell(event, 'load', ({ naturalWidth: width, naturalHeight: height }) => ({ width, height })),
    true,
  );
  document.addEventListener(
    'error',
    (event) => tell(event, 'error', () => ({ errMsg: 'image failed' })),
    true,
  );
}

function watchScrolling(document: Document, nodeOf: NodeOf, fire: Fire): void {
  const tops = new WeakMap<Element, number>();
  document.addEventListener(
    'scroll',
    (event) => {
      const hit = nearest(event, nodeOf, ({ tag }) => tag === 'scroll-view');
      if (hit?.element !== event.target) return;
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight } = hit.element;
      const down = scrollTop > (tops.get(hit.element) ?? 0);
      tops.set(hit.element, scrollTop);
      if (hit.node.listens.includes('scroll')) {
        fire(hit.node, 'scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth });
      }
      const threshold = Number(hit.node.attrs['lowerThreshold'] ?? LOWER_THRESHOLD);
      if (down && scrollHeight - scrollTop - clientHeight <= threshold) {
        fire(hit.node, 'scrolltolower', { direction: 'bottom' });
      }
    },
    true,
  );
}

function watchPulling(document: Document, nodeOf: NodeOf, fire: Fire): void {
  document.addEventListener('pointerdown', (down) => {
    const hit = nearest(down, nodeOf, ({ attrs }) => attrs['refresherEnabled'] === true);
    if (!hit || hit.element.scrollTop > 0) return;
    document.addEventListener(
      'pointerup',
      (up) => {
        if (up.clientY - down.clientY > PULL) fire(hit.node, 'refresherrefresh', {});
      },
      { once: true },
    );
  });
}

/** Turns what a person does with a mouse or a finger into the events that WeChat would give the program. */
export function watchGestures(document: Document, nodeOf: NodeOf, fire: Fire): void {
  showPresses(document, nodeOf);
  watchTaps(document, nodeOf, fire);
  watchFields(document, nodeOf, fire);
  watchImages(document, nodeOf, fire);
  watchScrolling(document, nodeOf, fire);
  watchPulling(document, nodeOf, fire);
}
