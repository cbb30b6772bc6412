import type {
  BodyOf,
  ParamsOf,
  QueryOf,
  ResponseOf,
  RouteDefinition,
  RouteKey,
  Routes,
} from '../../../shared/contract';
import type { PrincipalOf } from '../auth/principal';
import type { Replayable } from './replayable';

export type Language = 'zh' | 'en';

/** An idempotency key, scoped `<audience>:<person or account id>:<client key>`: at most 105 characters. */
export interface Once {
  readonly key: string;
}

/** A request that was admitted: the caller is known and allowed, and everything is parsed by the contract. */
export interface Call<Key extends RouteKey> {
  readonly params: ParamsOf<Routes[Key]>;
  readonly query: QueryOf<Routes[Key]>;
  readonly body: BodyOf<Routes[Key]>;
  readonly principal: PrincipalOf<Routes[Key]['audience']>;
  readonly once: Routes[Key]['once'] extends true ? Once : null;
  /** The ticket of a flash sale, where the route takes one and the request has one. @rule F9 */
  readonly ticket: string | null;
  readonly language: Language;
  /** The caller's network address, as far as trusted proxies tell. */
  readonly address: string;
  readonly request_id: string;
  /** For long polls: a signal that aborts when the client hangs up, is answered, or the server stops. */
  gone(): AbortSignal;
  /** Headers of the answer that the contract cannot name, such as the type where it is not the same for all. */
  headers(headers: Readonly<Record<string, string>>): void;
}

type BodyAnswer<R extends RouteDefinition> = R['response'] extends null
  ? R extends { readonly produces: string }
    ? Buffer
    : undefined
  : ResponseOf<R>;

/** What the handler of a route answers. */
export type Answer<Key extends RouteKey> = BodyAnswer<Routes[Key]> | Replayable<BodyAnswer<Routes[Key]>>;
