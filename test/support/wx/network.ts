import type { Core, WxFunctions, WxOptions } from './core';
import { Faults, type FaultKind } from './faults';
import type { RequestRecord } from './log';

/** `slow`: every answer comes late. */
export type NetworkKind = 'online' | 'offline' | 'slow';

/** How much later an answer comes on a slow network, in the phone's milliseconds. */
const SLOW_MS = 2_500;
const TIMEOUT_MS = 60_000;
const TYPES = { online: 'wifi', slow: '3g', offline: 'none' } as const;

interface RequestOptions extends WxOptions {
  readonly url: string;
  readonly method?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly data?: unknown;
  readonly timeout?: number;
  readonly dataType?: string;
}

interface Wire {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

class Lost extends Error {}

/** `Content-Type`, as phones write header names. */
function named(headers: Iterable<[string, string]>): Record<string, string> {
  const title = (name: string): string => name.replace(/(^|-)\w/g, (letter) => letter.toUpperCase());
  return Object.fromEntries([...headers].map(([name, value]) => [title(name), value]));
}

/** The radio of one phone, and the way from there to the test's server. */
export class Network {
  readonly faults = new Faults();
  private kind: NetworkKind = 'online';
  private core: Core | undefined;
  private readonly open = new Set<AbortController>();

  /** @param server where the requests to the bundle's own server really go */
  constructor(private readonly server: string) {}

  /** The app that uses it from now on. */
  attach(core: Core): void {
    this.core = core;
  }

  get now(): NetworkKind {
    return this.kind;
  }

  /** Airplane mode and back; answers whether that is a change. What is under way when the network goes is lost. */
  become(kind: NetworkKind): boolean {
    if (kind === this.kind) return false;
    this.kind = kind;
    if (kind === 'offline') this.cut();
    this.core?.emit('NetworkStatusChange', { isConnected: kind !== 'offline', networkType: TYPES[kind] });
    return true;
  }

  /** Ends every request under way. */
  cut(): void {
    for (const one of this.open) one.abort(new Lost('the network went away'));
  }

  functions(core: Core): WxFunctions {
    return {
      request: (options: RequestOptions) => this.request(core, options),
      downloadFile: (options: RequestOptions) => this.download(core, options),
      getNetworkType: (options: WxOptions) =>
        core.respond('getNetworkType', options, { networkType: TYPES[this.kind] }),
    };
  }

  private request(core: Core, options: RequestOptions): object {
    const method = (options.method ?? 'GET').toUpperCase();
    const path = this.pathOf(core, method, options);
    const record: RequestRecord = { method, path: path ?? options.url, status: 0 };
    core.log.requests.push(record);
    const control = new AbortController();
    this.open.add(control);
    const work =
      path === null
        ? Promise.reject(new Lost('url not in domain list'))
        : this.send(core, options, { method, path, control });
    void work
      .then(
        (wire) => this.deliver(core, options, record, wire),
        (error: unknown) => this.lose(core, options, record, error),
      )
      .finally(() => this.open.delete(control));
    return { abort: () => control.abort(new Lost('abort')), onHeadersReceived() {}, offHeadersReceived() {} };
  }

  /** A file of the server, as a file of the phone: whatever the answer, as WeChat does. */
  private download(core: Core, options: RequestOptions): object {
    const { success } = options;
    return this.request(core, {
      ...options,
      dataType: 'text',
      success: (result) => {
        const { statusCode } = result as { statusCode: number };
        success?.(
          core.realm.copy({ statusCode, tempFilePath: `wxfile://tmp_${encodeURIComponent(options.url)}` }),
        );
      },
    });
  }

  /** The path with its query on the bundle's server; null for any other server, which WeChat does not let through. */
  private pathOf(core: Core, method: string, { url, data }: RequestOptions): string | null {
    const { origin } = core.bundle;
    if (!url.startsWith(`${origin}/`)) return null;
    if (method !== 'GET' || typeof data !== 'object' || data === null) return url.slice(origin.length);
    const query = new URLSearchParams(Object.entries(data).map(([name, value]) => [name, String(value)]));
    return `${url.slice(origin.length)}${url.includes('?') ? '&' : '?'}${query.toString()}`;
  }

  private async send(
    core: Core,
    options: RequestOptions,
    how: { method: string; path: string; control: AbortController },
  ): Promise<Wire> {
    const fault = this.faults.take(how.method, how.path.replace(/\?.*$/s, ''));
    if (this.kind === 'offline' || fault?.kind === 'before') throw new Lost('net::ERR_INTERNET_DISCONNECTED');
    if (fault?.kind === 'status' && fault.reaches !== true) return scripted(fault);
    const timeout = options.timeout ?? TIMEOUT_MS;
    const wire = await this.fetch(options, timeout, how);
    const wait = (fault?.kind === 'slow' ? fault.delay_ms : 0) + (this.now === 'slow' ? SLOW_MS : 0);
    if (wait > 0) await new Promise<void>((done) => core.realm.later(Math.min(wait, timeout), done));
    how.control.signal.throwIfAborted();
    if (wait > timeout) throw new Lost('timeout');
    if (fault?.kind === 'after') throw new Lost('net::ERR_CONNECTION_RESET');
    return fault?.kind === 'status' ? scripted(fault) : wire;
  }

  private async fetch(
    options: RequestOptions,
    timeout: number,
    { method, path, control }: { method: string; path: string; control: AbortController },
  ): Promise<Wire> {
    const { data } = options;
    const body =
      method === 'GET' || data === undefined
        ? undefined
        : typeof data === 'string'
          ? data
          : JSON.stringify(data);
    const late = setTimeout(() => control.abort(new Lost('timeout')), timeout);
    try {
      const answer = await fetch(this.server + path, {
        method,
        // WeChat names this type unless told otherwise, also where there is no body
        headers: { 'content-type': 'application/json', ...options.header },
        signal: control.signal,
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.status, headers: named(answer.headers), text: await answer.text() };
    } finally {
      clearTimeout(late);
    }
  }

  private deliver(core: Core, options: RequestOptions, record: RequestRecord, wire: Wire): void {
    record.status = wire.status;
    let data: unknown = wire.text;
    if ((options.dataType ?? 'json') === 'json') {
      try {
        data = core.realm.json(wire.text);
      } catch {
        // not JSON: the text as it is
      }
    }
    const result = core.realm.copy({
      statusCode: wire.status,
      header: wire.headers,
      cookies: [],
      errMsg: 'request:ok',
    });
    core.realm.enter(() => {
      options.success?.({ ...result, data });
      options.complete?.({ ...result, data });
    });
  }

  private lose(core: Core, options: RequestOptions, record: RequestRecord, error: unknown): void {
    record.status = -1;
    const why = error instanceof Error ? error.message : String(error);
    const result = core.realm.copy({ errMsg: `request:fail ${why}`, errno: why === 'timeout' ? 5 : 600_001 });
    core.realm.enter(() => {
      options.fail?.(result);
      options.complete?.(result);
    });
  }
}

function scripted(fault: Extract<FaultKind, { kind: 'status' }>): Wire {
  const headers = { 'content-type': 'application/problem+json', ...fault.headers };
  return {
    status: fault.status,
    headers: named(Object.entries(headers)),
    text: fault.body === undefined ? '' : JSON.stringify(fault.body),
  };
}
