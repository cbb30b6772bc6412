import type { Overlay } from '../scene';

type Answer = (id: number, value: string | number | null) => void;

function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(text: string, className: string, tap: () => void): HTMLElement {
  const made = element('button', className, text);
  made.addEventListener('click', tap);
  return made;
}

function toast({ text, icon }: Extract<Overlay, { kind: 'toast' }>): HTMLElement {
  const box = element('div', icon === 'none' ? 'toast' : 'toast toast--icon');
  if (icon !== 'none') box.append(element('div', `toast__icon toast__icon--${icon}`));
  box.append(element('div', 'toast__text', text));
  return box;
}

function modal(overlay: Extract<Overlay, { kind: 'modal' }>, answer: Answer): HTMLElement {
  const box = element('div', 'modal');
  if (overlay.title !== '') box.append(element('div', 'modal__title', overlay.title));
  box.append(element('div', 'modal__text', overlay.text));
  const foot = element('div', 'modal__foot');
  if (overlay.cancel !== null)
    foot.append(button(overlay.cancel, 'modal__button', () => answer(overlay.id, null)));
  foot.append(button(overlay.confirm, 'modal__button modal__button--yes', () => answer(overlay.id, 'yes')));
  box.append(foot);
  return box;
}

function choices({ id, items }: Extract<Overlay, { kind: 'choices' }>, answer: Answer): HTMLElement {
  const box = element('div', 'choices');
  items.forEach((text, row) => box.append(button(text, 'choices__row', () => answer(id, row))));
  box.append(button('取消', 'choices__row choices__row--no', () => answer(id, null)));
  return box;
}

/** There is no camera here: what it would read is typed, or taken from the phone beside this one. */
function camera({ id }: Extract<Overlay, { kind: 'camera' }>, answer: Answer): HTMLElement {
  const box = element('div', 'camera');
  const field = document.createElement('input');
  field.placeholder = '扫到的内容';
  box.append(element('div', 'camera__view'), field);
  box.append(button('扫旁边手机上的码', 'camera__button', () => answer(id, '')));
  box.append(button('就是这个内容', 'camera__button', () => field.value !== '' && answer(id, field.value)));
  box.append(button('取消', 'camera__button', () => answer(id, null)));
  return box;
}

let drawn = '';

/** Draws what lies over the page, if anything, anew when it has changed. */
export function drawOverlay(place: HTMLElement, overlay: Overlay | null, answer: Answer): void {
  const next = JSON.stringify(overlay);
  if (next === drawn) return;
  drawn = next;
  place.replaceChildren();
  place.className = overlay === null ? '' : `over over--${overlay.kind}`;
  if (overlay === null) return;
  switch (overlay.kind) {
    case 'toast':
      place.append(toast(overlay));
      return;
    case 'modal':
      place.append(modal(overlay, answer));
      return;
    case 'choices':
      place.append(choices(overlay, answer));
      return;
    case 'camera':
      place.append(camera(overlay, answer));
  }
}
