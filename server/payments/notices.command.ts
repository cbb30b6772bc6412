import { insert, NOTHING, owner, rowsBy, update, type Command } from '../ledger';
import type { PayNotice } from '../wechat/pay';
import { payNotices, type NoticeContent, type PayNoticeRow } from './payments.entity';

export type KnownNotice = Exclude<PayNotice, { readonly kind: 'other' }>;

/** What is kept of a notice: nothing of the payer. */
function contentOf(notice: KnownNotice): NoticeContent {
  if (notice.kind === 'payment') {
    const { out_trade_no, transaction_id, appid, mchid, currency, total_fen, success_at } = notice.payment;
    const paid = { out_trade_no, transaction_id, appid, mchid, currency, total_fen, success_at };
    return { ...paid, out_refund_no: null, refund_fen: null, refund_state: null };
  }
  const { out_trade_no, transaction_id, mchid, total_fen, success_at } = notice.refund;
  const { out_refund_no, refund_fen, state } = notice.refund;
  return {
    ...{ out_trade_no, transaction_id, mchid, total_fen, success_at, out_refund_no, refund_fen },
    refund_state: state,
    appid: null,
    currency: null,
  };
}

/**
 * Puts a notice into the inbox, once: what it means is worked out afterwards. The same notice that comes again is
 * answered as the first one was.
 * @rule F6
 */
export const receiveNotice: Command<KnownNotice, null, { notice_id: string }> = {
  kind: 'payment.notice',
  prepare({ id }) {
    const key = owner.identity('notice', id);
    return { subject: key, owners: [key], rows: [rowsBy(payNotices, 'id', [id])], seen: null };
  },
  decide({ input, loaded, at }) {
    const accept = { notice_id: input.id };
    if (loaded.get(payNotices, input.id)) return { accept, ...NOTHING };
    const row: PayNoticeRow = {
      id: input.id,
      kind: input.kind,
      content: contentOf(input),
      state: 'new',
      attempts: 0,
      next_at: at,
      problem: null,
      received_at: at,
    };
    const events = [{ type: 'payment.noticed', data: { kind: input.kind } }];
    return { accept, transfers: [], writes: [insert(payNotices, row)], events };
  },
};

export interface NoticeLookedAt {
  readonly notice_id: string;
  /** How often it had been looked at before. */
  readonly attempts: number;
  readonly state: PayNoticeRow['state'];
  /** When it is looked at again; null when it is over. */
  readonly next_at: PayNoticeRow['next_at'];
  readonly problem: string | null;
}

/** What came of looking at a notice. @rule F6 */
export const lookedAtNotice: Command<NoticeLookedAt, null, { notice_id: string }> = {
  kind: 'payment.notice_looked_at',
  lane: 'low',
  prepare({ notice_id }) {
    const key = owner.identity('notice', notice_id);
    return { subject: key, owners: [key], rows: [rowsBy(payNotices, 'id', [notice_id])], seen: null };
  },
  decide({ input, loaded }) {
    const { notice_id, attempts, ...said } = input;
    const row = loaded.get(payNotices, notice_id);
    if (!row) return { refuse: 'not_found' };
    if (row.state !== 'new' || row.attempts !== attempts) return { refuse: 'ended' };
    const set = { ...said, attempts: attempts + 1 };
    const writes = [update(payNotices, notice_id, set, { state: 'new', attempts })];
    return { accept: { notice_id }, transfers: [], writes, events: [] };
  },
};
