import type { WxBundle } from './bundle';
import type { HostLog } from './log';
import type { Realm } from './realm';

/** What a wx function is called with. */
export interface WxOptions {
  readonly success?: (result: object) => void;
  readonly fail?: (result: object) => void;
  readonly complete?: (result: object) => void;
  readonly [name: string]: unknown;
}

/** A wx function that fails: `fail` is what comes after `name:fail ` in errMsg. */
export interface Failing {
  readonly fail: string;
  readonly errno?: number;
}

/** What a scripted wx function gives: the fields of its result, or how it fails. */
export type Outcome = Failing | Readonly<Record<string, unknown>>;
export type Answer = Outcome | ((options: WxOptions) => Outcome | Promise<Outcome>);
export type Answers = Record<string, Answer>;

/** Functions as they stand on `wx`. */
export type WxFunctions = Record<string, unknown>;

type Listener = (value: unknown) => void;

export function isFailing(outcome: Outcome): outcome is Failing {
  return 'fail' in outcome && typeof outcome.fail === 'string';
}

/** What the functions of `wx` share: how they answer, what a test scripted, who listens. */
export class Core {
  private readonly listeners = new Map<string, Set<Listener>>();
  /** Scripted answers that somebody is still thinking about. */
  private thinking = 0;

  constructor(
    readonly bundle: WxBundle,
    readonly realm: Realm,
    readonly log: HostLog,
    /** Scripted by the test; looked at with every call. */
    readonly answers: Answers,
    /** Opened from Moments: most of wx is not there. */
    readonly singlePage: boolean,
  ) {}

  /** Whether a scripted answer is still on its way. */
  get isAsking(): boolean {
    return this.thinking > 0;
  }

  /** Notes a call for the test. */
  note(name: string, options: unknown): void {
    this.log.calls.push({
      name,
      args: options === undefined ? undefined : JSON.parse(JSON.stringify(options)),
    });
  }

  /** Answers as WeChat does: by callbacks where there are any, else by a promise; never at once. */
  respond(name: string, options: WxOptions | undefined, outcome: Outcome): Promise<object> | undefined {
    const failed = isFailing(outcome);
    const result = failed
      ? {
          errMsg: `${name}:fail ${outcome.fail}`,
          ...(outcome.errno === undefined ? {} : { errno: outcome.errno }),
        }
      : { ...outcome, errMsg: `${name}:ok` };
    // WeChat refuses with plain objects
    const value = this.realm.copy<object>(result) as Error;
    if (!options?.success && !options?.fail && !options?.complete) {
      return new Promise((done, refuse) => {
        this.realm.later(0, () => (failed ? refuse(value) : done(value)));
      });
    }
    this.realm.later(0, () => {
      if (failed) options.fail?.(value);
      else options.success?.(value);
      options.complete?.(value);
    });
    return undefined;
  }

  /** Notes the call and answers it as scripted, or with `usual`. */
  ask(name: string, options: WxOptions | undefined, usual: Answer): Promise<object> | undefined {
    this.note(name, options);
    const scripted = this.answers[name] ?? usual;
    if (typeof scripted !== 'function') return this.respond(name, options, scripted);
    const outcome = Promise.resolve(scripted(options ?? {}));
    // what is asked without a script may be a question to the person, which can stay open
    const told = this.respondLater(name, options, name in this.answers ? this.awaited(outcome) : outcome);
    return options?.success || options?.fail || options?.complete ? undefined : told;
  }

  listen(event: string, listener: Listener): void {
    const all = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, all.add(listener));
  }

  /** Takes one listener away, or all of them. */
  unlisten(event: string, listener?: Listener): void {
    if (listener) this.listeners.get(event)?.delete(listener);
    else this.listeners.delete(event);
  }

  /** Tells all who listen; answers whether there was anybody. */
  emit(event: string, value: object): boolean {
    const all = [...(this.listeners.get(event) ?? [])];
    for (const listener of all) this.realm.enter(() => listener(this.realm.copy(value)));
    return all.length > 0;
  }

  private async awaited(outcome: Promise<Outcome>): Promise<Outcome> {
    this.thinking += 1;
    try {
      return await outcome;
    } finally {
      this.thinking -= 1;
    }
  }

  private async respondLater(
    name: string,
    options: WxOptions | undefined,
    outcome: Promise<Outcome>,
  ): Promise<object> {
    return (await this.respond(name, options, await outcome)) ?? {};
  }
}
