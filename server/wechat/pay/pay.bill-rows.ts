import { type BillRow } from './pay.gateway';

/** The bill is not as documented; the message names the line, nothing of its content. */
export class BillUnreadable extends Error {}

const COLUMNS = {
  at: '交易时间',
  appid: '公众账号ID',
  mchid: '商户号',
  transaction_id: '微信订单号',
  out_trade_no: '商户订单号',
  trade_type: '交易类型',
  state: '交易状态',
  currency: '货币种类',
  total: '应结订单金额',
  refund_id: '微信退款单号',
  out_refund_no: '商户退款单号',
  refund: '退款金额',
  refund_state: '退款状态',
} as const;
/** Columns that may be missing. */
const OPTIONAL = { openid: '用户标识', description: '商品名称' } as const;

const SUMMARY_COUNT = '总交易单数';
const BOM = '\uFEFF';
const TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;
const CHINA_OFFSET_MS = 8 * 3_600_000;
const YUAN = /^(-?)(\d{1,12})(?:\.(\d{1,2})0*)?$/;

/** Yuan with up to two decimals as whole fen, digit by digit: no floating point ever sees it. Undefined for others. */
export function fenOf(yuan: string): number | undefined {
  const found = YUAN.exec(yuan);
  if (!found) return undefined;
  const [, sign = '', whole = '', cents = ''] = found;
  const fen = Number(whole) * 100 + Number(cents.padEnd(2, '0'));
  return sign === '-' && fen !== 0 ? -fen : fen;
}

function instantOf(text: string): number | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at - CHINA_OFFSET_MS;
}

/** A cell begins with a backtick, and may hold commas: only a comma before a backtick ends one. */
function cellsOf(line: string): string[] {
  return line.slice(1).split(',`');
}

function rowOf(line: string, header: readonly string[], number: number): BillRow {
  const cells = cellsOf(line);
  if (cells.length !== header.length)
    throw new BillUnreadable(`line ${number}: ${cells.length} cells under ${header.length} columns`);
  const cell = (column: string): string => (cells[header.indexOf(column)] ?? '').trim();
  const need = <Value>(value: Value | undefined, column: string): Value => {
    if (value === undefined) throw new BillUnreadable(`line ${number}: ${column}`);
    return value;
  };
  const { at, total, refund, ...texts } = COLUMNS;
  return {
    at: need(instantOf(cell(at)), at),
    appid: cell(texts.appid),
    mchid: cell(texts.mchid),
    transaction_id: cell(texts.transaction_id),
    out_trade_no: cell(texts.out_trade_no),
    openid: cell(OPTIONAL.openid),
    trade_type: cell(texts.trade_type),
    state: cell(texts.state),
    currency: cell(texts.currency),
    total_fen: need(fenOf(cell(total)), total),
    // Lines of payments say 0 where a refund's number would be.
    refund_id: numberOf(cell(texts.refund_id)),
    out_refund_no: numberOf(cell(texts.out_refund_no)),
    refund_fen: need(fenOf(cell(refund)), refund),
    refund_state: cell(texts.refund_state),
    description: cell(OPTIONAL.description),
  };
}

function numberOf(text: string): string {
  return text === '0' ? '' : text;
}

/**
 * The lines of a trade bill (design/wechat.md 2.5): found by the names of their columns, counted against the summary.
 * @throws BillUnreadable when a column, an amount, a time or the summary is missing or the count is wrong
 */
export function billRows(text: string): BillRow[] {
  const lines = (text.startsWith(BOM) ? text.slice(1) : text).split(/\r?\n/).filter((line) => line !== '');
  const header = (lines[0] ?? '').split(',').map((name) => name.trim());
  const missing = Object.values(COLUMNS).find((name) => !header.includes(name));
  if (missing !== undefined) throw new BillUnreadable(`no column ${missing}`);
  const end = lines.findIndex((line) => line.startsWith(SUMMARY_COUNT));
  const totals = end < 0 ? undefined : lines[end + 1];
  if (!totals?.startsWith('`')) throw new BillUnreadable('no summary');
  const rows = lines.slice(1, end).map((line, index) => {
    if (!line.startsWith('`')) throw new BillUnreadable(`line ${index + 2}: no backtick`);
    return rowOf(line, header, index + 2);
  });
  if (cellsOf(totals)[0] !== String(rows.length))
    throw new BillUnreadable(`${rows.length} lines, but the summary counts others`);
  return rows;
}
