import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import vm from 'node:vm';

const OUTPUT_MAX = 64 << 20;

/** What WeChat's compiler makes of an element, or of a piece of text. */
export type VirtualNode =
  | string
  | number
  | {
      readonly tag?: string;
      readonly attr?: Readonly<Record<string, unknown>>;
      readonly children?: readonly VirtualNode[];
    };

/** Turns a template and its data into elements. */
export interface Templates {
  /** @throws Error when there is no such file, or a template it asks for is missing */
  render(file: string, data: unknown): VirtualNode;
}

/** WeChat's WXML compiler for this system; the package ships it without the right to run it. */
function compilerBinary(): string {
  const folders: Partial<Record<NodeJS.Platform, string>> = {
    linux: 'linux',
    darwin: 'mac',
    win32: 'windows',
  };
  const folder = folders[process.platform];
  if (folder === undefined) throw new Error(`WeChat's WXML compiler does not run on ${process.platform}`);
  const name = process.platform === 'win32' ? 'wcc.exe' : 'wcc';
  return join(dirname(require.resolve('miniprogram-compiler/package.json')), 'bin', folder, name);
}

function compile(root: string, files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-wcc-'));
  try {
    const binary = join(folder, 'wcc');
    copyFileSync(compilerBinary(), binary);
    chmodSync(binary, 0o755);
    const names = files.map((file) => `./${file}`);
    const done = spawnSync(binary, ['-d', ...names], { cwd: root, encoding: 'utf8', maxBuffer: OUTPUT_MAX });
    if (done.status !== 0) throw new Error(`wcc: ${done.error?.message ?? ''}${done.stderr}`);
    return done.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Generate = (file: string) => ((data: unknown) => VirtualNode) | undefined;

/**
 * Compiles the templates of a mini-program with WeChat's own compiler.
 * @param root the folder of app.json
 * @param files every .wxml and .wxs, relative to `root`
 */
export function compileTemplates(root: string, files: readonly string[]): Templates {
  const said: string[] = [];
  const say = (...words: unknown[]): void => void said.push(words.map(String).join(' '));
  const context = vm.createContext({ console: { log: say, warn: say, error: say } });
  vm.runInContext('globalThis.window = globalThis', context);
  vm.runInContext(compile(root, files), context);
  const generate = vm.runInContext('$gwx', context) as Generate;
  // its deep copy only knows objects of its own realm
  const parse = vm.runInContext('JSON.parse', context) as (text: string) => unknown;
  return {
    render(file, data) {
      const make = generate(`./${file}`);
      if (!make) throw new Error(`there is no template ${file}`);
      said.length = 0;
      const made = make(parse(JSON.stringify(data)));
      const wrong = said.find((line) => /not found|error|loop/i.test(line));
      if (wrong !== undefined) throw new Error(`WXML: ${wrong}`);
      return made;
    },
  };
}
