import vm from 'node:vm';

/** What a realm tells its host. */
export interface RealmPorts {
  /** How many times faster than the real ones its timers run. */
  readonly speed: number;
  /** How far the phone's clock is off, in milliseconds. */
  readonly offset_ms: () => number;
  readonly line: (level: string, words: readonly unknown[]) => void;
  /** Code of the realm threw, and nobody caught it. */
  readonly crash: (error: unknown) => void;
  /** Code of the realm has run. */
  readonly ran: () => void;
}

const LEVELS = [
  'log',
  'info',
  'warn',
  'error',
  'debug',
  'trace',
  'group',
  'groupEnd',
  'time',
  'timeEnd',
  'table',
];

/** Puts `now` behind everything that Date knows of the present. */
const SHIFT_DATE = `(now) => {
  const Real = Date;
  function Shifted(...parts) {
    if (!new.target) return new Real(now()).toString();
    return Reflect.construct(Real, parts.length === 0 ? [now()] : parts, new.target);
  }
  Object.setPrototypeOf(Shifted, Real);
  Shifted.prototype = Real.prototype;
  Shifted.now = now;
  Object.defineProperty(Real.prototype, 'constructor', { value: Shifted });
  globalThis.Date = Shifted;
}`;

type Timer = ReturnType<typeof setTimeout>;

/** What a mini-program's JavaScript engine has, and nothing of a browser or of Node. */
export class Realm {
  private readonly context: vm.Context;
  private readonly parse: (text: string) => unknown;
  private readonly promise: { prototype: object };
  private readonly timers = new Map<number, Timer>();
  /** One-shot timers that have not fired. */
  private readonly coming = new Set<number>();
  private serial = 0;
  private closed = false;

  constructor(
    private readonly ports: RealmPorts,
    wx: object,
  ) {
    const console = Object.fromEntries(
      LEVELS.map((level) => [level, (...words: unknown[]) => ports.line(level, words)]),
    );
    this.context = vm.createContext(
      { console, wx, global: {}, ...this.timerFunctions() },
      { codeGeneration: { strings: false, wasm: false } },
    );
    this.run('delete globalThis.WebAssembly; delete globalThis.SharedArrayBuffer; delete globalThis.Atomics');
    const shift = this.run(SHIFT_DATE) as (now: () => number) => void;
    shift(() => Date.now() + ports.offset_ms());
    this.parse = this.run('JSON.parse') as (text: string) => unknown;
    this.promise = this.run('Promise') as { prototype: object };
  }

  /** Runs a script and gives its value. */
  run(script: string | vm.Script): unknown {
    return typeof script === 'string'
      ? vm.runInContext(script, this.context)
      : script.runInContext(this.context);
  }

  /** A copy of a JSON value, made of this realm's objects. */
  copy<Value>(value: Value): Value {
    return (value === undefined ? undefined : this.parse(JSON.stringify(value))) as Value;
  }

  /** A text read as JSON. @throws SyntaxError */
  json(text: string): unknown {
    return this.parse(text);
  }

  /** Whether a promise was made in here. */
  owns(promise: unknown): boolean {
    return (
      typeof promise === 'object' &&
      promise !== null &&
      Object.getPrototypeOf(promise) === this.promise.prototype
    );
  }

  /** Calls into the realm; what nobody catches is told. Gives undefined then, and once the realm is closed. */
  enter<Value>(run: () => Value): Value | undefined {
    if (this.closed) return undefined;
    try {
      return run();
    } catch (error) {
      this.ports.crash(error);
      return undefined;
    } finally {
      this.ports.ran();
    }
  }

  /** Calls into the realm after `ms` milliseconds of its time. */
  later(ms: number, run: () => void): void {
    this.start(ms, false, run);
  }

  /** Whether code of it will run by itself, other than at intervals. */
  get waits(): boolean {
    return this.coming.size > 0;
  }

  /** Ends it: no timer fires, nothing enters any more. */
  close(): void {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private start(ms: unknown, again: boolean, run: () => void): number {
    if (this.closed) return 0;
    const wait = Math.max(0, Number(ms) || 0) / this.ports.speed;
    this.serial += 1;
    const id = this.serial;
    const fire = (): void => {
      if (!again) this.forget(id);
      this.enter(run);
    };
    if (!again) this.coming.add(id);
    this.timers.set(id, again ? setInterval(fire, wait) : setTimeout(fire, wait));
    return id;
  }

  private forget(id: number): void {
    this.timers.delete(id);
    this.coming.delete(id);
  }

  private timerFunctions(): Record<string, unknown> {
    type Callback = (...args: unknown[]) => void;
    const stop = (id: number): void => {
      clearTimeout(this.timers.get(id));
      this.forget(id);
    };
    return {
      setTimeout: (run: Callback, ms?: unknown, ...args: unknown[]) =>
        this.start(ms, false, () => run(...args)),
      setInterval: (run: Callback, ms?: unknown, ...args: unknown[]) =>
        this.start(ms, true, () => run(...args)),
      clearTimeout: stop,
      clearInterval: stop,
    };
  }
}
