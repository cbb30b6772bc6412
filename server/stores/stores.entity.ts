import type { OpeningHours } from '../../shared/contract';
import {
  choice,
  id,
  instantColumn,
  integer,
  json,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

export const STORE_STATES = ['open', 'closed'] as const;

/** A shop of a merchant. Its place is kept in millionths of a degree (11 cm), so that no floating point is stored. */
export const stores = table(
  'stores',
  {
    id: id('store'),
    merchant_id: id('merchant'),
    name: text(30),
    address: text(100),
    phone: nullable(text(20)),
    timezone: text(40),
    hours: json<readonly OpeningHours[]>(),
    lat_e6: nullable(integer(-90_000_000)),
    lng_e6: nullable(integer(-180_000_000)),
    /** `closed` is for good: opening hours are no state. */
    state: choice(STORE_STATES),
    version: integer(1),
    created_at: instantColumn(),
  },
  { primary: ['id'], index: { merchant: ['merchant_id'] } },
);
export type StoreRow = Row<typeof stores>;
