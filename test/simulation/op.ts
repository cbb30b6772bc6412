import type { ResponseOf, RouteKey, Routes } from '../../shared/contract';
import type { CallOptions, Reply } from '../support/app';
import type { SimServer } from './server';
import { Broken } from './books';

type Body<Key extends RouteKey> = ResponseOf<Routes[Key]>;

interface Spec<Key extends RouteKey> {
  readonly key: string;
  /** `小红 claims 满 20 减 5`. */
  readonly words: string;
  readonly route: Key;
  /** Whose token it goes out with: the one they have then. */
  readonly as: { readonly token: string };
  readonly options: CallOptions<Key>;
  /** Refusals that the books explain as they stand. */
  readonly refusals: (isFresh: boolean) => Iterable<string | false>;
  /**
   * Writes an accepted answer into the books, once; throws Broken where it cannot be right. `isFresh`: it is of this
   * wave, for the request was sent in no other.
   */
  readonly accept: (body: Body<Key>, isFresh: boolean) => void;
  /** What every answer to this key must say alike; all of it unless told otherwise. */
  readonly essence?: (body: Body<Key>) => unknown;
}

/** A request that somebody wants a definite answer to, however often it has to be sent. */
export interface Op {
  readonly key: string;
  readonly words: string;
  /** In how many waves it was sent. */
  tries: number;
  /** The essence of the answer, once it was accepted. */
  said: string | null;
  send(server: SimServer, process: number): Promise<Reply<unknown>>;
  /** The same key with other content. */
  readonly other: ((server: SimServer, process: number) => Promise<Reply<unknown>>) | null;
  refusals(): Set<string>;
  accept(body: unknown): void;
}

/** @param other what else the same key could be sent with */
export function opOf<Key extends RouteKey>(spec: Spec<Key>, other?: CallOptions<Key>): Op {
  const { key, words, route } = spec;
  const essence = spec.essence ?? ((body: Body<Key>): unknown => body);
  const send = (options: CallOptions<Key>) => (server: SimServer, process: number) =>
    server.ask(process, route, { ...options, token: spec.as.token, key });
  return {
    key,
    words,
    tries: 0,
    said: null,
    send: send(spec.options),
    other: other === undefined ? null : send(other),
    refusals() {
      return new Set([...spec.refusals(this.tries <= 1)].filter((code) => code !== false));
    },
    accept(body) {
      const said = JSON.stringify(essence(body as Body<Key>));
      if (this.said !== null && this.said !== said)
        throw new Broken(`${words}: the same key answered ${this.said} first, then ${said}`);
      if (this.said !== null) return;
      this.said = said;
      spec.accept(body as Body<Key>, this.tries === 1);
    },
  };
}
