import { WxHost } from './host';
import { chainOf, classesOf, nodesOf, textOf, type WxNode } from './node';
import { isTappable, submission } from './touch';

/** Only ever waited for in full when something is wrong: the machine may be busy. */
const WAIT_MS = 60_000;
/** How often a wait looks again although nothing happened: what it waits for may lie outside the phone. */
const LOOK_MS = 50;

/** Words on a screen, without the blanks between the pieces they are drawn in. */
function plain(node: WxNode): string {
  return textOf(node).replace(/\s/g, '');
}

/** Our own buttons are views; these classes say that a tap does nothing now. */
const OFF = ['button--busy', 'button--disabled'];

function isOff(node: WxNode): boolean {
  return [...chainOf(node)].some((one) => classesOf(one).some((name) => OFF.includes(name)));
}

function fits(text: string, words: string | RegExp): boolean {
  return typeof words === 'string' ? text === words : words.test(text);
}

/** A person with a phone: reads what is on the page in sight, taps and types. */
export class WxPhone extends WxHost {
  /** Elements in sight that have one of these class names, in the order of the page. */
  all(className: string): WxNode[] {
    return this.seen((node) => classesOf(node).includes(className));
  }

  /** The first of them; undefined when there is none. */
  one(className: string): WxNode | undefined {
    return this.all(className)[0];
  }

  /** The innermost elements that say just these words, in the order of the page. */
  saying(words: string | RegExp): WxNode[] {
    const found = this.seen((node) => node.tag !== '#text' && fits(textOf(node).trim(), words));
    return found.filter((node) => !found.some((other) => other.parent === node));
  }

  /** The first of them that a finger reaches and that is not waiting or switched off. */
  tappableSaying(words: string | RegExp): WxNode | undefined {
    return this.saying(words).find((node) => this.inReach(node) && !isOff(node));
  }

  /** The first element inside another that says just these words. */
  within(node: WxNode, words: string): WxNode | undefined {
    return [...nodesOf(node)].reverse().find((one) => one.tag !== '#text' && plain(one) === words);
  }

  /** The words inside an element, without the blanks between the pieces they are drawn in. */
  wordsOf(node: WxNode): string {
    return plain(node);
  }

  /** All words on the page in sight. */
  get text(): string {
    return textOf(this.tree());
  }

  /** Waits until `look` gives something. @throws Error with what is on the screen */
  async until<Value>(
    look: () => Value | null | undefined | false,
    what = String(look),
    wait_ms = WAIT_MS,
  ): Promise<Value> {
    const end = performance.now() + wait_ms;
    for (;;) {
      const value = look();
      if (value !== undefined && value !== null && value !== false) return value;
      if (performance.now() > end) throw new Error(`waited for ${what}; ${this.state()}`);
      await this.change(LOOK_MS);
    }
  }

  /** Waits until these words stand on the page. */
  async sees(words: string | RegExp): Promise<WxNode> {
    return this.until(() => this.saying(words)[0], String(words));
  }

  /** Waits until the words inside the first element of a class contain these; answers all of them. */
  async reads(className: string, part: string | RegExp): Promise<string> {
    const look = (): string | undefined => {
      const node = this.one(className);
      const words = node === undefined ? '' : plain(node);
      return (typeof part === 'string' ? words.includes(part) : part.test(words)) ? words : undefined;
    };
    return this.until(look, `${String(part)} in .${className}`);
  }

  /** The words inside the first element of a class, without blanks. */
  async words(className: string): Promise<string> {
    return plain(await this.until(() => this.one(className), `.${className}`));
  }

  /** Waits for words that come and go by themselves, drawn by the page or by WeChat. */
  async hears(words: string): Promise<void> {
    const heard = (): boolean =>
      this.text.includes(words) || this.log.toasts.some((toast) => toast.includes(words));
    await this.until(heard, `the toast ${words}`);
  }

  /** Waits until these words can be tapped, and taps them. */
  async tap(words: string | RegExp): Promise<void> {
    this.press(await this.until(() => this.tappableSaying(words), `a tap on ${String(words)}`));
  }

  /** Taps the first element of a class. */
  async tapOn(className: string): Promise<void> {
    this.press(
      await this.until(
        () => this.all(className).find((node) => this.inReach(node)),
        `a tap on .${className}`,
      ),
    );
  }

  /** A finger on an element, as often as said before anything can change. @returns how many handlers heard it */
  press(node: WxNode, times = 1): number {
    if (this.bundle.unreachable.isOutOfReach(node)) return 0;
    let heard = 0;
    for (let count = 0; count < times; count += 1) {
      this.app.fire(node, 'touchstart', {}, true);
      this.app.fire(node, 'touchend', {}, true);
      heard += this.app.fire(node, 'tap', { x: 10, y: 10 }, true);
      const sent = submission(node);
      if (sent) heard += this.app.fire(sent.form, 'submit', { value: sent.value });
    }
    return heard;
  }

  /** Types into an input as far as its maxlength goes; a disabled one takes nothing. */
  type(node: WxNode, value: string): void {
    if (node.attr['disabled'] === true || this.bundle.unreachable.isHidden(node)) return;
    const limit = Number(node.attr['maxlength'] ?? -1);
    const taken = limit >= 0 ? value.slice(0, limit) : value;
    this.app.fire(node, 'focus', { value: textOf(node), height: 0 });
    this.app.fire(node, 'input', { value: taken, cursor: taken.length, keyCode: 0 });
    this.app.fire(node, 'blur', { value: taken });
  }

  /** Scrolls the page in sight to its end. */
  async scrollToEnd(): Promise<void> {
    const list = await this.until(() => this.seen((node) => node.tag === 'scroll-view')[0], 'a scroll-view');
    this.app.fire(list, 'scrolltolower', { direction: 'bottom' });
  }

  /** Pulls the page in sight down. */
  async refresh(): Promise<void> {
    const list = await this.until(() => this.seen((node) => node.tag === 'scroll-view')[0], 'a scroll-view');
    this.app.fire(list, 'refresherrefresh', {});
  }

  /** Elements in sight that do something when tapped. */
  tappable(): WxNode[] {
    return this.seen((node) => this.inReach(node) && node.parent !== null && !isTappable(node.parent));
  }

  /** Waits until nothing more will happen by itself, or until `done`; answers whether it is done. */
  async rests(done: () => boolean, what: string, wait_ms = WAIT_MS): Promise<boolean> {
    const end = performance.now() + wait_ms;
    while (!done()) {
      if (this.isStill()) {
        // what the app does at once after an answer comes before this
        await new Promise((turn) => setImmediate(turn));
        if (this.isStill()) return done();
      }
      if (performance.now() > end) throw new Error(`${what}: no rest; ${this.state()}`);
      await this.change(LOOK_MS);
    }
    return true;
  }

  /** What a failed wait tells. */
  state(): string {
    const wrong = this.log.verdict();
    const route = this.app.stack.at(-1)?.route ?? 'no page';
    const words = route === 'no page' ? '' : this.text;
    return `${route} says: ${words}${wrong.length === 0 ? '' : `\n${wrong.join('\n')}`}`;
  }

  private isStill(): boolean {
    return !this.app.waits && this.text.trim() !== '';
  }

  private seen(fitting: (node: WxNode) => boolean): WxNode[] {
    if (this.app.stack.length === 0) return [];
    return [...nodesOf(this.tree())].filter(
      (node) => fitting(node) && !this.bundle.unreachable.isHidden(node),
    );
  }

  private inReach(node: WxNode): boolean {
    return (isTappable(node) || submission(node) !== null) && !this.bundle.unreachable.isOutOfReach(node);
  }

  /** Waits for the next change, `most_ms` at most. */
  private change(most_ms: number): Promise<void> {
    return new Promise((done) => {
      const over = (): void => {
        clearTimeout(timer);
        stop();
        done();
      };
      const timer = setTimeout(over, most_ms);
      const stop = this.onChange(over);
    });
  }
}
