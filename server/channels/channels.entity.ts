import { CHANNEL_KINDS } from '../../shared/contract';
import { choice, id, instantColumn, integer, nullable, table, text, type Row } from '../platform/database';

export const CHANNEL_STATES = ['active', 'retired'] as const;
export const CHANNEL_CODE_LENGTH = 8;

/** @rule A1 One printed or shown code and all that it attributes. Its code never changes: it hangs on walls. */
export const channels = table(
  'channels',
  {
    id: id('channel'),
    code: text(CHANNEL_CODE_LENGTH),
    name: text(40),
    kind: choice(CHANNEL_KINDS),
    /** Of its store, else of its gift; null for a channel of the program as a whole. */
    merchant_id: nullable(id('merchant')),
    store_id: nullable(id('store')),
    staff_id: nullable(id('staff')),
    gift_template_id: nullable(id('template')),
    gift_points: integer(0),
    /** How many gifts in all; null means no limit. What is left of it stands in the account `budget.channel`. */
    gift_budget: nullable(integer(0)),
    valid_from_at: nullable(instantColumn()),
    valid_to_at: nullable(instantColumn()),
    state: choice(CHANNEL_STATES),
    version: integer(1),
    created_at: instantColumn(),
  },
  { primary: ['id'], unique: { code: ['code'] }, index: { staff: ['staff_id'] } },
);
export type ChannelRow = Row<typeof channels>;
