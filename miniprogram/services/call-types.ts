import type { BodyInputOf, ParamsOf, ResponseOf, RouteKey, Routes } from '@shared/contract';

type Schemas<Key extends RouteKey> = Routes[Key];
type QuerySchema<Key extends RouteKey> = Schemas<Key> extends { query: infer Query } ? Query : undefined;

/** As sent: optional where the schema has a default, with the type the schema gives after reading. */
type QueryInput<Schema> = Schema extends { _zod: { input: infer Input; output: infer Output } }
  ? { [Name in keyof Input]: (Name extends keyof Output ? Output[Name] : never) | undefined }
  : undefined;

type Needed<Name extends string, Value> = Value extends undefined
  ? unknown
  : Partial<Value> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

interface Extras {
  /** The idempotency key, where the caller keeps it; else one is kept for the route and all that is sent. */
  readonly key?: string;
  readonly timeout_ms?: number;
  /** The ticket of a flash sale, where the route takes one (F9). */
  readonly ticket?: string;
  /** Fewer attempts than the policy allows. */
  readonly attempts?: number;
}

type Options<Key extends RouteKey> = Extras &
  Needed<'params', ParamsOf<Schemas<Key>>> &
  Needed<'query', QueryInput<QuerySchema<Key>>> &
  Needed<'body', BodyInputOf<Schemas<Key>>>;

/** The arguments after the route: none are needed where the route takes nothing. */
export type CallOptions<Key extends RouteKey> =
  Partial<Options<Key>> extends Options<Key> ? [options?: Options<Key>] : [options: Options<Key>];

export type Answer<Key extends RouteKey> = ResponseOf<Schemas<Key>>;

/** The reads that need no login and answer something; pictures are read by the screen itself. */
export type PublicRead = {
  [Key in RouteKey]: Key extends `GET ${string}`
    ? Routes[Key] extends { audience: 'public'; response: object }
      ? Key
      : never
    : never;
}[RouteKey];
