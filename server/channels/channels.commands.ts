import type { Id, Instant } from '../../shared/kernel';
import {
  account,
  available,
  insert,
  owner,
  rowsBy,
  update,
  type Command,
  type Place,
  type PrepareContext,
  type TransferSpec,
} from '../ledger';
import { changeOf, drawId } from '../merchants';
import type { Reader } from '../platform/database';
import { staff } from '../staff';
import { stores } from '../stores';
import { CHANNEL_CODE_LENGTH, channels, type ChannelRow } from './channels.entity';
import type { ChannelCounts } from './channels.rules';

/** Codes drawn per attempt: 62⁸ are so many that the first is nearly always free. */
const CANDIDATES = 2;

/** What both commands answer: the row is read from the change, the counts are as of the act. */
export interface ChannelChanged extends ChannelCounts {
  readonly channel_id: Id<'channel'>;
  readonly change_id: Id<'history'>;
}

type Written = Pick<
  ChannelRow,
  | 'name'
  | 'kind'
  | 'store_id'
  | 'staff_id'
  | 'gift_template_id'
  | 'gift_points'
  | 'gift_budget'
  | 'valid_from_at'
  | 'valid_to_at'
>;

interface Seen {
  readonly id: Id<'channel'>;
  readonly codes: readonly string[];
  readonly gift_merchant_id: Id<'merchant'> | null;
  /** Whether the gift's template does not exist. */
  readonly isGiftMissing: boolean;
}

/** The merchant of a coupon template. Read by name: coupons stand to the right of channels. */
async function merchantOfTemplate(
  read: Reader,
  templateId: Id<'template'> | null | undefined,
): Promise<{ merchant_id: Id<'merchant'> | null; isMissing: boolean }> {
  if (templateId === null || templateId === undefined) return { merchant_id: null, isMissing: false };
  const [found] = await read.query<{ merchant_id: Id<'merchant'> }>(
    'SELECT merchant_id FROM coupon_templates WHERE id = ?',
    [templateId],
  );
  return { merchant_id: found?.merchant_id ?? null, isMissing: !found };
}

async function placeOf(storeId: Id<'store'> | null, { read }: PrepareContext): Promise<Place | null> {
  if (storeId === null) return null;
  const [found] = await read.query<{ merchant_id: Id<'merchant'>; timezone: string }>(
    'SELECT merchant_id, timezone FROM stores WHERE id = ?',
    [storeId],
  );
  return found ? { ...found, store_id: storeId } : null;
}

/** Creates a channel with a new code, and puts the budget of its gifts into its account. @rule A1 */
export const createChannel: Command<Written, Seen, ChannelChanged> = {
  kind: 'channel.create',
  async prepare(input, context) {
    const id = drawId('channel', context);
    const codes = Array.from({ length: CANDIDATES }, () => context.random.text(CHANNEL_CODE_LENGTH));
    const gift = await merchantOfTemplate(context.read, input.gift_template_id);
    const place = await placeOf(input.store_id, context);
    return {
      subject: owner.channel(id),
      owners: [owner.channel(id), ...(input.staff_id === null ? [] : [owner.staff(input.staff_id)])],
      accounts: [account.channelBudget(id)],
      rows: [
        rowsBy(channels, 'code', codes),
        rowsBy(stores, 'id', input.store_id === null ? [] : [input.store_id]),
        rowsBy(staff, 'id', input.staff_id === null ? [] : [input.staff_id]),
      ],
      ...(place ? { place } : {}),
      seen: { id, codes, gift_merchant_id: gift.merchant_id, isGiftMissing: gift.isMissing },
    };
  },
  decide(context) {
    const { input, seen, loaded, at } = context;
    const store = input.store_id === null ? null : loaded.get(stores, input.store_id);
    const guide = input.staff_id === null ? null : loaded.get(staff, input.staff_id);
    if (store === undefined || guide === undefined || seen.isGiftMissing) return { refuse: 'not_found' };
    // under the lock of the staff record: nothing is attributed to someone who has left
    if (guide?.state === 'left') return { refuse: 'staff_left' };
    const code = seen.codes.find((candidate) => loaded.find(channels, 'code', candidate).length === 0);
    if (code === undefined) return { stale: true };
    const row: ChannelRow = {
      id: seen.id,
      code,
      ...input,
      merchant_id: store?.merchant_id ?? seen.gift_merchant_id,
      state: 'active',
      version: 1,
      created_at: at,
    };
    const change = changeOf(context, 'channel', 'channel.create', null, row);
    return {
      accept: { channel_id: row.id, change_id: change.id, visits: 0, joins: 0, gift_left: row.gift_budget },
      transfers: grantOf(row),
      writes: [insert(channels, row), change.write],
      events: [],
    };
  },
};

function grantOf({ id, gift_budget: amount }: ChannelRow): TransferSpec[] {
  if (amount === null || amount === 0) return [];
  const credit = account.channelBudget(id);
  return [
    { kind: 'single', code: 'budget.granted', debit: account.budgetGranted, credit, amount, reference: id },
  ];
}

export interface ChangeChannel {
  readonly id: Id<'channel'>;
  readonly version: number;
  readonly name?: string | undefined;
  readonly state?: ChannelRow['state'] | undefined;
  readonly gift_template_id?: Id<'template'> | null | undefined;
  readonly gift_points?: number | undefined;
  readonly valid_from_at?: Instant | null | undefined;
  readonly valid_to_at?: Instant | null | undefined;
  /** What the channel had brought when the change was asked for. Not part of what the key stands for. */
  readonly counted: Pick<ChannelCounts, 'visits' | 'joins'>;
}

/** Renames or retires a channel, or changes its gift for those who join from now on. @rule O2 */
export const changeChannel: Command<ChangeChannel, { isGiftMissing: boolean }, ChannelChanged> = {
  kind: 'channel.change',
  async prepare(input, { read }) {
    const gift = await merchantOfTemplate(read, input.gift_template_id);
    return {
      subject: owner.channel(input.id),
      owners: [owner.channel(input.id)],
      accounts: [account.channelBudget(input.id)],
      rows: [rowsBy(channels, 'id', [input.id])],
      seen: { isGiftMissing: gift.isMissing },
    };
  },
  decide(context) {
    const { input, seen, loaded } = context;
    const row = loaded.get(channels, input.id);
    if (!row || seen.isGiftMissing) return { refuse: 'not_found' };
    if (row.version !== input.version) return { refuse: 'version_conflict' };
    const set = {
      name: input.name ?? row.name,
      state: input.state ?? row.state,
      gift_template_id: input.gift_template_id === undefined ? row.gift_template_id : input.gift_template_id,
      gift_points: input.gift_points ?? row.gift_points,
      valid_from_at: input.valid_from_at === undefined ? row.valid_from_at : input.valid_from_at,
      valid_to_at: input.valid_to_at === undefined ? row.valid_to_at : input.valid_to_at,
      version: row.version + 1,
    };
    const change = changeOf(context, 'channel', 'channel.change', row, { ...row, ...set });
    const giftLeft =
      row.gift_budget === null ? null : available(loaded.account(account.channelBudget(row.id)));
    return {
      accept: { channel_id: row.id, change_id: change.id, ...input.counted, gift_left: giftLeft },
      transfers: [],
      writes: [update(channels, row.id, set, { version: row.version }), change.write],
      events: [],
    };
  },
};
