import { routeOf, type RouteKey } from '../../shared/contract';
import type { IdKind } from '../../shared/kernel';
import { ROUTE_KEYS } from './requests';
import { placesOf, shapeOf, type Path } from './shapes';

/** A place in a request where the contract wants an id. */
export interface IdPlace {
  readonly route: RouteKey;
  readonly part: 'params' | 'query' | 'body';
  readonly path: Path;
  readonly kind: IdKind;
}

const PARTS = ['params', 'query', 'body'] as const;

export const ID_PLACES: readonly IdPlace[] = ROUTE_KEYS.flatMap((route) =>
  PARTS.flatMap((part) => {
    const schema = routeOf(route)[part];
    const places = schema ? placesOf(shapeOf(schema)) : [];
    return places.flatMap(({ path, shape }) =>
      shape.kind === 'id' ? [{ route, part, path, kind: shape.of }] : [],
    );
  }),
);
