import type { Outcome, WxOptions } from '../core';
import type { WxHost } from '../host';
import type { Overlay } from './scene';

const TOAST_MS = 1_500;
const ICONS = ['success', 'error', 'loading', 'none'] as const;

type Chosen = string | number | null;

function words(options: WxOptions, name: string, usual = ''): string {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : usual;
}

/** What WeChat draws over a mini-program: takes the place of a test's scripted answers, and waits for a person. */
export class Overlays {
  private toast: Overlay | null = null;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;
  private asked: { readonly overlay: Overlay; readonly answer: (chosen: Chosen) => void } | null = null;
  private serial = 0;

  /**
   * @param host the phone; @param changed is called when there is something else to draw
   * @param beside the text of the code that the camera would see, if there is one
   */
  constructor(
    host: WxHost,
    private readonly changed: () => void,
    private readonly beside: () => string | null,
  ) {
    Object.assign(host.answers, {
      showToast: (options: WxOptions) => this.show(options, Number(options['duration'] ?? TOAST_MS)),
      showLoading: (options: WxOptions) => this.show({ ...options, icon: 'loading' }, null),
      hideToast: () => this.hide(),
      hideLoading: () => this.hide(),
      showModal: (options: WxOptions) => this.modal(options),
      showActionSheet: (options: WxOptions) => this.choices(options),
      scanCode: () => this.camera(),
    });
  }

  /** What lies over the page now. */
  get top(): Overlay | null {
    return this.asked?.overlay ?? this.toast;
  }

  /** The person chose in an overlay. An answer to one that has gone is dropped. */
  answer(id: number, chosen: Chosen): void {
    const { asked } = this;
    if (!asked || !('id' in asked.overlay) || asked.overlay.id !== id) return;
    this.asked = null;
    asked.answer(chosen);
    this.changed();
  }

  private show(options: WxOptions, lasts_ms: number | null): Outcome {
    clearTimeout(this.toastTimer);
    const icon = ICONS.find((one) => one === options['icon']) ?? 'success';
    this.toast = { kind: 'toast', text: words(options, 'title'), icon };
    if (lasts_ms !== null) this.toastTimer = setTimeout(() => this.hide(), lasts_ms).unref();
    this.changed();
    return {};
  }

  private hide(): Outcome {
    clearTimeout(this.toastTimer);
    this.toast = null;
    this.changed();
    return {};
  }

  private async modal(options: WxOptions): Promise<Outcome> {
    const chosen = await this.ask((id) => ({
      kind: 'modal',
      id,
      title: words(options, 'title'),
      text: words(options, 'content'),
      confirm: words(options, 'confirmText', '确定'),
      cancel: options['showCancel'] === false ? null : words(options, 'cancelText', '取消'),
    }));
    return { confirm: chosen !== null, cancel: chosen === null, content: null };
  }

  private async choices(options: WxOptions): Promise<Outcome> {
    const items = (options['itemList'] ?? []) as readonly string[];
    const chosen = await this.ask((id) => ({ kind: 'choices', id, items }));
    return typeof chosen === 'number' ? { tapIndex: chosen } : { fail: 'cancel' };
  }

  private async camera(): Promise<Outcome> {
    const typed = await this.ask((id) => ({ kind: 'camera', id }));
    const result = typed === '' ? this.beside() : typed;
    if (result === null) return { fail: 'cancel' };
    return { result: String(result), scanType: 'QR_CODE', charSet: 'utf-8', path: '', rawData: '' };
  }

  private ask(draw: (id: number) => Overlay): Promise<Chosen> {
    this.serial += 1;
    const overlay = draw(this.serial);
    return new Promise((answer) => {
      this.asked?.answer(null);
      this.asked = { overlay, answer };
      this.changed();
    });
  }
}
