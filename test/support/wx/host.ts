import { weappBundle, type WxBundle } from './bundle';
import { App, type Launch } from './app';
import type { Answers, Outcome } from './core';
import type { Privacy } from './device';
import type { Fault } from './faults';
import type { PhoneFiles } from './files';
import { HostLog } from './log';
import { Network, type NetworkKind } from './network';
import type { WxNode } from './node';
import { PhoneStorage } from './storage';

export type { Launch } from './app';

/** A phone to be. */
export interface HostOptions {
  /** Where the server under test listens; requests to the bundle's own server go there. */
  readonly server: string;
  /** What `npm run build weapp` left if left out. */
  readonly bundle?: WxBundle;
  /** How many times faster than real ones the app's timers run. */
  readonly speed?: number;
  /** How far the phone's clock is ahead, in milliseconds. */
  readonly clock_offset_ms?: number;
  /** What is in the storage before the first start. */
  readonly storage?: Readonly<Record<string, unknown>>;
  /** What wx functions answer. */
  readonly answers?: Answers;
  /** wx functions that this old phone does not have. */
  readonly without?: readonly string[];
  readonly privacy?: Partial<Privacy>;
  /** Whether canvases can be drawn on; without one the app must have another way. */
  readonly canvas?: boolean;
}

/** Launch scenes of WeChat that the tests use. */
export const SCENES = { recent: 1001, shareCard: 1007, qrCode: 1011, moments: 1154 } as const;

/**
 * One phone with the compiled mini-program on it: no browser, no WeChat, only what WeChat's documentation says of
 * them. It can be started again and again; storage, clock and network are the phone's and stay.
 */
export class WxHost {
  readonly log = new HostLog();
  readonly bundle: WxBundle;
  readonly storage: PhoneStorage;
  /** Moments have a storage of their own. */
  private readonly momentsStorage = new PhoneStorage();
  readonly answers: Answers;
  /** Files by path, base64. */
  readonly files: PhoneFiles = new Map();
  private readonly network: Network;
  private readonly listeners = new Set<() => void>();
  private readonly privacy: Privacy;
  private readonly fetched = new Set<string>();
  private running: App | undefined;
  clock_offset_ms: number;

  constructor(private readonly options: HostOptions) {
    this.bundle = options.bundle ?? weappBundle();
    this.storage = new PhoneStorage(options.storage);
    this.answers = { ...options.answers };
    this.network = new Network(options.server);
    this.privacy = { agreed: true, answer: 'agree', ...options.privacy };
    this.clock_offset_ms = options.clock_offset_ms ?? 0;
  }

  /** Starts the mini-program at a page, as a code, a card or a link would. The one that was running dies. */
  start(url = `/${this.bundle.routes[0] ?? ''}`, launch: Launch = {}): this {
    this.end();
    const moments = launch.scene === SCENES.moments;
    this.running = new App({
      bundle: this.bundle,
      log: this.log,
      network: this.network,
      storage: moments ? this.momentsStorage : this.storage,
      answers: this.answers,
      files: this.files,
      privacy: this.privacy,
      without: this.options.without ?? [],
      fetched: this.fetched,
      speed: this.options.speed ?? 1,
      offset_ms: () => this.clock_offset_ms,
      singlePage: moments,
      withCanvas: this.options.canvas === true,
      changed: () => {
        for (const listener of this.listeners) listener();
      },
    });
    this.running.start(url, launch);
    return this;
  }

  /** The app is killed: nothing of it runs any more. */
  end(): void {
    this.running?.close();
    this.running = undefined;
  }

  /** The running app. @throws Error when none is */
  get app(): App {
    if (!this.running) throw new Error('the mini-program is not running');
    return this.running;
  }

  /** The page in sight, drawn; the same object until something changes. */
  tree(): WxNode {
    return this.app.tree();
  }

  /** Route of the page in sight. */
  get route(): string {
    return this.app.top.route;
  }

  /** Tells `listener` whenever code of the app has run; returns how to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Puts the phone on another network, or in airplane mode; answers whether it was on another. */
  become(kind: NetworkKind): boolean {
    return this.network.become(kind);
  }

  /** Scripts a fault of a request. */
  fault(...faults: readonly Fault[]): void {
    for (const fault of faults) this.network.faults.add(fault);
  }

  /** Forgets the faults that have not happened. */
  healed(): void {
    this.network.faults.clear();
  }

  /** How many requests were hit by faults. */
  get faultHits(): number {
    return this.network.faults.hits;
  }

  /** Scripts what a wx function answers from now on. */
  answer(name: string, outcome: Outcome): void {
    this.answers[name] = outcome;
  }

  /** Sub-packages of which a script has run since the last start. */
  packages(): string[] {
    return this.app.packages();
  }
}
