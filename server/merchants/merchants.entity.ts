import { id, instantColumn, integer, json, nullable, table, text, type Row } from '../platform/database';

/** A brand in the program, with how its points are earned (P1). */
export const merchants = table(
  'merchants',
  {
    id: id('merchant'),
    name: text(30),
    /** Points per yuan in basis points. */
    rate_bp: integer(0),
    multiplier_bp: integer(0),
    /** Most points a member earns per day here; null means no cap. */
    daily_cap: nullable(integer(0)),
    /** Categories of goods that earn nothing. */
    excluded_categories: json<readonly string[]>(),
    /** Days that earned points rest before they count (P4); 0 for none. */
    rest_days: integer(0),
    version: integer(1),
    created_at: instantColumn(),
  },
  { primary: ['id'] },
);
export type MerchantRow = Row<typeof merchants>;
