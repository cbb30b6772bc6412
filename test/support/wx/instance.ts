import type { HostLog } from './log';
import type { Config } from './modules';
import type { Realm } from './realm';

/** A page or component as its own code sees it: `this`. */
export interface Instance {
  readonly data: Record<string, unknown>;
  setData(patch: Readonly<Record<string, unknown>>, done?: () => void): void;
  [name: string]: unknown;
}

/** What instances stand on. */
export interface InstancePorts {
  readonly realm: Realm;
  readonly log: HostLog;
  readonly changed: () => void;
}

type Holder = Record<string, unknown>;

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null;
}

/** Sets `root.cn[0].p1` inside `data`, making what is missing on the way. */
export function setPath(data: Holder, path: string, value: unknown): void {
  const keys = path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((key) => key !== '');
  const last = keys.pop();
  if (last === undefined) return;
  let at = data;
  keys.forEach((key, index) => {
    const known = at[key];
    const next = isHolder(known) ? known : /^\d+$/.test(keys[index + 1] ?? last) ? [] : {};
    at[key] = next;
    at = next as Holder;
  });
  at[last] = value;
}

/**
 * Makes an instance.
 * @param name route or path, for the log
 * @param members lifecycle functions and methods, which are called with the instance as `this`
 */
export function newInstance(name: string, members: Config, data: unknown, ports: InstancePorts): Instance {
  const { realm, log, changed } = ports;
  const own = (realm.copy(data) ?? realm.copy({})) as Holder;
  const instance: Instance = {
    ...members,
    data: own,
    setData(patch, done) {
      const text = JSON.stringify(patch);
      log.setData.push({ owner: name, keys: Object.keys(patch), bytes: Buffer.byteLength(text) });
      // what is not JSON does not reach the view
      const sent = realm.json(text) as Holder;
      for (const [path, value] of Object.entries(sent)) setPath(own, path, value);
      realm.later(0, () => done?.call(instance));
      changed();
    },
  };
  return instance;
}

/** Calls a lifecycle function or method of an instance, if it has it. */
export function invoke(realm: Realm, instance: Instance, name: string, ...args: unknown[]): unknown {
  const method = instance[name];
  if (typeof method !== 'function') return undefined;
  return realm.enter(() => method.apply(instance, args) as unknown);
}
