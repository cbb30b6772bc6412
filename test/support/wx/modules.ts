import { posix } from 'node:path';
import type { WxBundle } from './bundle';
import type { Realm } from './realm';

/** What a script hands to App, Page or Component. */
export type Config = Readonly<Record<string, unknown>>;

interface Module {
  exports: object;
}

/** The scripts of a running mini-program: each is run once, when something first asks for it. */
export class Modules {
  readonly pages = new Map<string, Config>();
  readonly components = new Map<string, Config>();
  /** What was handed to App; getApp() gives it. */
  app: Record<string, unknown> | undefined;
  /** Files in the order in which they were run. */
  readonly files: string[] = [];
  private readonly cache = new Map<string, Module>();
  private registering = '';

  constructor(
    private readonly bundle: WxBundle,
    private readonly realm: Realm,
    private readonly wx: object,
    private readonly currentPages: () => object[],
  ) {}

  /** Runs the script of a page, a component or the app. */
  load(part: string): void {
    const before = this.registering;
    this.registering = part;
    try {
      this.require(part);
    } finally {
      this.registering = before;
    }
  }

  page(route: string): Config {
    if (!this.pages.has(route)) this.load(route);
    const config = this.pages.get(route);
    if (!config) throw new Error(`${route} has not called Page()`);
    return config;
  }

  component(path: string): Config {
    if (!this.components.has(path)) this.load(path);
    const config = this.components.get(path);
    if (!config) throw new Error(`${path} has not called Component()`);
    return config;
  }

  private require(name: string): object {
    const file = name.endsWith('.js') ? name : `${name}.js`;
    const known = this.cache.get(file);
    if (known) return known.exports;
    if (!this.bundle.has(file)) throw new Error(`module '${file}' is not defined`);
    const module: Module = { exports: {} };
    this.cache.set(file, module);
    this.files.push(file);
    const run = this.realm.run(this.bundle.script(file)) as (...given: unknown[]) => void;
    const folder = posix.dirname(file);
    run(
      (path: string) => this.require(posix.join(folder, path)),
      module,
      module.exports,
      this.wx,
      (config: Record<string, unknown>) => (this.app = config),
      (config: Config) => this.pages.set(this.registering, config),
      (config: Config) => this.components.set(this.registering, config),
      (behavior: Config) => behavior,
      () => this.app,
      () => this.currentPages(),
    );
    return module.exports;
  }
}
