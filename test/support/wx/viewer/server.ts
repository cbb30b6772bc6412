import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  clientFile,
  deskDocument,
  packageFile,
  phoneDocument,
  webviewDocument,
  type Served,
} from './documents';
import type { Act, Scene } from './scene';
import { wxssToCss } from './wxss';

/** Scenes that follow each other faster than this are shown as one. */
const FRAME_MS = 16;

/** What the viewer shows: a mini-program that runs elsewhere. */
export interface ViewedPhone {
  /** For the person who looks. */
  readonly title: string;
  /** What there is to see now; null before the first page. */
  scene(): Scene | null;
  /** A person did this. */
  act(act: Act): Promise<void>;
  /** Calls `changed` whenever there may be something new to see; returns how to stop. */
  watch(changed: () => void): () => void;
}

/** Sends a browser every new scene of a phone. */
class Stream {
  private last = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop: () => void;

  constructor(
    private readonly phone: ViewedPhone,
    private readonly response: ServerResponse,
  ) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.stop = phone.watch(() => {
      this.timer ??= setTimeout(() => this.send(), FRAME_MS);
    });
    response.on('close', () => this.close());
    this.send();
  }

  close(): void {
    this.stop();
    clearTimeout(this.timer);
    this.response.end();
  }

  private send(): void {
    this.timer = undefined;
    const scene = JSON.stringify(this.phone.scene());
    if (scene === this.last || scene === 'null') return;
    this.last = scene;
    this.response.write(`data: ${scene}\n\n`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/**
 * Shows compiled mini-programs in a browser, and tells them what a person does there: tree as elements, WXSS as
 * CSS, and what WeChat draws around it (bar, toasts, modals) drawn alike. One page, for a person at a desk
 * (`npm run shots -- --view`) and for the tests' Chromium.
 *
 * What it is not: WeChat. Layout is Chromium's and only as good as our translation of styles; there is no native
 * canvas, map or video, layout queries made by the program do not reach this page, and native parts are imitations.
 * It replaces neither WeChat's developer tools nor a real phone.
 */
export class Viewer {
  private readonly phones = new Map<string, ViewedPhone>();
  private readonly streams = new Set<Stream>();
  private readonly server: Server;

  /** @param root the folder of the compiled mini-program */
  constructor(private readonly root: string) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
      });
    });
  }

  /** Starts listening on this machine only. @param port 0 for any that is free */
  async listen(port = 0): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.server.once('error', fail).listen(port, '127.0.0.1', done);
    });
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Shows a phone under this name (lower-case letters, digits, -); one that had the name goes. Answers its address. */
  show(name: string, phone: ViewedPhone): string {
    this.phones.set(name, phone);
    return `${this.url}/phones/${name}`;
  }

  async close(): Promise<void> {
    for (const stream of this.streams) stream.close();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '/').replace(/\?.*/, ''));
    const [, name = '', what] = /^\/phones\/([a-z0-9-]+)(?:\/(scenes|acts))?$/.exec(path) ?? [];
    const phone = this.phones.get(name);
    if (phone && what === 'scenes') {
      const stream = new Stream(phone, response);
      this.streams.add(stream);
      response.on('close', () => this.streams.delete(stream));
      return;
    }
    if (phone && what === 'acts' && request.method === 'POST') {
      await phone.act(JSON.parse(await bodyOf(request)) as Act);
      response.writeHead(204).end();
      return;
    }
    const served = phone && what === undefined ? phoneDocument(name) : this.document(path);
    if (!served) response.writeHead(404).end();
    else
      response.writeHead(200, { 'content-type': served.type, 'cache-control': 'no-store' }).end(served.body);
  }

  private document(path: string): Served | undefined {
    const [, room = '', rest = ''] = /^\/(\w*)\/?(.*)$/.exec(path) ?? [];
    switch (room) {
      case '':
        return deskDocument([...this.phones].map(([name, { title }]) => ({ name, title })));
      case 'webview':
        return webviewDocument(wxssToCss(this.root, 'app.wxss'));
      case 'wxss':
        return { type: 'text/css', body: wxssToCss(this.root, rest.replace(/css$/, 'wxss')) };
      case 'viewer':
        return clientFile(rest);
      case 'package':
        return packageFile(this.root, rest);
      default:
        return undefined;
    }
  }
}
