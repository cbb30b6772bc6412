import type { ViewElement } from '../scene';

type Attrs = ViewElement['attrs'];

const FITS: Readonly<Record<string, string>> = {
  aspectFit: 'contain',
  aspectFill: 'cover',
  scaleToFill: 'fill',
};
const KEYBOARDS: Readonly<Record<string, string>> = { number: 'numeric', digit: 'decimal', idcard: 'text' };

function textOf(attrs: Attrs, name: string): string {
  const value = attrs[name];
  return value === undefined || value === false ? '' : String(value);
}

/** Sets an attribute, or takes it away where there is nothing to say. */
function put(element: Element, name: string, value: string): void {
  if (value === '') element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The HTML element inside one of WXML's that needs one to be seen or typed into. */
function inner<Name extends keyof HTMLElementTagNameMap>(
  element: HTMLElement,
  name: Name,
): HTMLElementTagNameMap[Name] {
  const there = element.querySelector(name);
  if (there) return there;
  const made = element.ownerDocument.createElement(name);
  element.append(made);
  return made;
}

function dressImage(element: HTMLElement, attrs: Attrs): void {
  const source = textOf(attrs, 'src');
  const mode = textOf(attrs, 'mode');
  put(element, 'mode', mode);
  if (source === '') {
    element.replaceChildren();
    return;
  }
  const image = inner(element, 'img');
  image.style.objectFit = FITS[mode] ?? 'fill';
  // a path inside the package
  put(image, 'src', /^(data|https?|blob):/.test(source) ? source : `/package/${source.replace(/^\//, '')}`);
}

/** What was typed into each field and told to the program, oldest first, until the program has caught up. */
const told = new WeakMap<Element, string[]>();

/** Notes that the program will hear of this value of a field. */
export function noteTyped(field: HTMLInputElement): void {
  told.set(field, [...(told.get(field) ?? []), field.value]);
}

/** Whether the program only gives back what was typed a moment ago, while more is being typed. */
function isEcho(field: Element, value: string): boolean {
  const typed = told.get(field) ?? [];
  const at = typed.indexOf(value);
  told.set(field, typed.slice(at + 1));
  return at >= 0;
}

function dressField(element: HTMLElement, node: ViewElement, before: Attrs | undefined): void {
  const { attrs } = node;
  const field = node.tag === 'textarea' ? inner(element, 'textarea') : inner(element, 'input');
  const value = textOf(attrs, 'value');
  // what is being typed stays, unless the program says otherwise
  const changed = before === undefined || textOf(before, 'value') !== value;
  if (changed && !isEcho(field, value) && field.value !== value) field.value = value;
  put(field, 'placeholder', textOf(attrs, 'placeholder'));
  put(field, 'inputmode', KEYBOARDS[textOf(attrs, 'type')] ?? 'text');
  put(field, 'type', attrs['password'] === true ? 'password' : '');
  const most = Number(attrs['maxlength'] ?? 140);
  put(field, 'maxlength', most > 0 ? String(most) : '');
  field.disabled = attrs['disabled'] === true;
  if (attrs['focus'] === true && before?.['focus'] !== true) requestAnimationFrame(() => field.focus());
}

function dressScroll(element: HTMLElement, attrs: Attrs, before: Attrs | undefined): void {
  element.style.overflowX = attrs['scrollX'] === true ? 'auto' : 'hidden';
  element.style.overflowY = attrs['scrollY'] === true ? 'auto' : 'hidden';
  put(element, 'bare', attrs['showScrollbar'] === false ? 'yes' : '');
  put(element, 'pulled', attrs['refresherTriggered'] === true ? 'yes' : '');
  const top = attrs['scrollTop'];
  if (typeof top === 'number' && before?.['scrollTop'] !== top) element.scrollTop = top;
}

function dressSwitch(element: HTMLElement, attrs: Attrs): void {
  put(element, 'on', attrs['checked'] === true ? 'yes' : '');
  const color = textOf(attrs, 'color');
  if (color !== '') element.style.setProperty('--on', color);
}

/** Gives an element what its node says. @param before the node that it was drawn from last, if any */
export function dress(element: HTMLElement, node: ViewElement, before: ViewElement | undefined): void {
  const { attrs } = node;
  if (attrs['style'] !== before?.attrs['style']) put(element, 'style', textOf(attrs, 'style'));
  // a pressed element has one class more than its node
  if (attrs['class'] !== before?.attrs['class']) put(element, 'class', textOf(attrs, 'class'));
  put(element, 'id', textOf(attrs, 'id'));
  put(element, 'data-sid', node.sid);
  put(element, 'type', textOf(attrs, 'type'));
  put(element, 'size', textOf(attrs, 'size'));
  put(element, 'disabled', attrs['disabled'] === true ? 'disabled' : '');
  put(element, 'plain', attrs['plain'] === true ? 'plain' : '');
  put(element, 'role', textOf(attrs, 'ariaRole'));
  put(element, 'aria-label', textOf(attrs, 'ariaLabel'));
  element.hidden = attrs['hidden'] === true;
  if (node.tag === 'image' || node.tag === 'cover-image') dressImage(element, attrs);
  else if (node.tag === 'input' || node.tag === 'textarea') dressField(element, node, before?.attrs);
  else if (node.tag === 'scroll-view') dressScroll(element, attrs, before?.attrs);
  else if (node.tag === 'switch') dressSwitch(element, attrs);
}
