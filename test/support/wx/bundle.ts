import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import vm from 'node:vm';
import { compileTemplates, type Templates } from './wcc';
import { Unreachable } from './wxss';

const ROOT = join(__dirname, '../../..');

/** The parts of app.json that the host obeys. */
export interface AppJson {
  readonly pages: readonly string[];
  readonly subPackages?: readonly { readonly root: string; readonly pages: readonly string[] }[];
  readonly tabBar?: { readonly custom?: boolean; readonly list: readonly { readonly pagePath: string }[] };
  readonly window?: { readonly navigationBarTitleText?: string };
  readonly preloadRule?: Readonly<
    Record<string, { readonly network?: 'all' | 'wifi'; readonly packages: readonly string[] }>
  >;
}

/** The parts of a page's or component's json that the host obeys. */
export interface PartJson {
  readonly usingComponents?: Readonly<Record<string, string>>;
  readonly navigationBarTitleText?: string;
  readonly enablePullDownRefresh?: boolean;
}

/** The names that WeChat hands to every script, in this order. */
export const SCRIPT_PARAMETERS =
  'require,module,exports,wx,App,Page,Component,Behavior,getApp,getCurrentPages' as const;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(place) : [place];
  });
}

/** A compiled mini-program on disk: read and compiled once, however many phones run it. */
export class WxBundle {
  readonly app: AppJson;
  /** Every page's route, main package first. */
  readonly routes: readonly string[];
  readonly templates: Templates;
  /** What the style sheets put out of the finger's reach. */
  readonly unreachable: Unreachable;
  private readonly scripts = new Map<string, vm.Script>();
  private readonly files: readonly string[];

  /**
   * @param root the folder of app.json
   * @param origin scheme, host and port of the server that the bundle was built for
   */
  constructor(
    readonly root: string,
    readonly origin: string,
  ) {
    this.app = this.json('app') as AppJson;
    const packed = (this.app.subPackages ?? []).flatMap((one) =>
      one.pages.map((page) => `${one.root}/${page}`),
    );
    this.routes = [...this.app.pages, ...packed];
    this.files = filesUnder(root).map((file) => relative(root, file).split(sep).join('/'));
    this.templates = compileTemplates(root, this.ending('.wxml', '.wxs'));
    this.unreachable = new Unreachable(this.ending('.wxss').map((file) => this.read(file)));
  }

  /** Names of the files with one of these endings. */
  ending(...endings: readonly string[]): string[] {
    return this.files.filter((file) => endings.some((end) => file.endsWith(end)));
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  /** The parsed `<part>.json`. */
  json(part: string): unknown {
    return JSON.parse(this.read(`${part}.json`));
  }

  has(file: string): boolean {
    return existsSync(join(this.root, file));
  }

  isTab(route: string): boolean {
    return this.app.tabBar?.list.some((tab) => tab.pagePath === route) === true;
  }

  /** The root of the sub-package that a file belongs to; null for the main package. */
  packageOf(file: string): string | null {
    return this.app.subPackages?.find((one) => file.startsWith(`${one.root}/`))?.root ?? null;
  }

  /** Bytes of a sub-package; of the main package with null. */
  bytesOf(root: string | null): number {
    return this.files
      .filter((file) => this.packageOf(file) === root)
      .reduce((sum, file) => sum + statSync(join(this.root, file)).size, 0);
  }

  /** A script, wrapped as WeChat wraps it; parsed once. */
  script(file: string): vm.Script {
    const known = this.scripts.get(file);
    if (known) return known;
    const made = new vm.Script(`(function(${SCRIPT_PARAMETERS}){${this.read(file)}\n})`, { filename: file });
    this.scripts.set(file, made);
    return made;
  }
}

let built: WxBundle | undefined;

/**
 * What `npm run build weapp` left, and the server it was built for (the build's stamp says so).
 * @throws Error when there is no build
 */
export function weappBundle(): WxBundle {
  if (built) return built;
  const stamp = join(ROOT, 'dist/.stamps/weapp');
  if (!existsSync(stamp)) throw new Error('Build the mini-program first: node scripts/build.mjs weapp');
  const { settings } = JSON.parse(readFileSync(stamp, 'utf8')) as { settings: { API_BASE_URL: string } };
  built = new WxBundle(join(ROOT, 'dist/weapp'), new URL(settings.API_BASE_URL).origin);
  return built;
}
