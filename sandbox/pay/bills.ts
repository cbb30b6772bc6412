import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Answer, type Asked, json } from '../http';
import { hex } from '../text';
import { chinaDay, chinaTime } from './formats';
import { type PayOrder, type PayRefund } from './orders';
import { type PayWorld } from './pay-world';
import { invalidRequest, paramError, PayRefusal } from './refusals';

const DAY_MS = 86_400_000;
const READY_AFTER_MS = 9 * 3_600_000;
const KEPT_MS = 92 * DAY_MS;
const DOWNLOAD_MS = 5 * 60_000;
const FEN_IN_YUAN = 100;
const COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'.split(
    ',',
  );
const SUMMARY =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

type Row = Readonly<Record<string, string>>;

function yuan(fen: number): string {
  const whole = Math.trunc(fen / FEN_IN_YUAN);
  return `${whole}.${String(fen % FEN_IN_YUAN).padStart(2, '0')}`;
}

function billTime(at: number): string {
  return chinaTime(at).slice(0, 19).replace('T', ' ');
}

/** What lines of payments and refunds share. */
function commonOf(world: PayWorld, order: PayOrder): Row {
  return {
    公众账号ID: world.appid,
    商户号: world.mchid,
    特约商户号: '0',
    设备号: '',
    微信订单号: order.transaction_id ?? '',
    商户订单号: order.out_trade_no,
    用户标识: order.openid,
    交易类型: 'JSAPI',
    付款银行: 'OTHERS',
    货币种类: 'CNY',
    代金券金额: '0.00',
    充值券退款金额: '0.00',
    商品名称: order.description,
    商户数据包: order.attach ?? '',
    手续费: '0.00000',
    费率: '0.60%',
    费率备注: '',
  };
}

function paymentRow(world: PayWorld, order: PayOrder, fen: number): Row {
  return {
    ...commonOf(world, order),
    交易时间: billTime(order.paid_at ?? 0),
    交易状态: 'SUCCESS',
    应结订单金额: yuan(fen),
    微信退款单号: '0',
    商户退款单号: '0',
    退款金额: '0.00',
    退款类型: '',
    退款状态: '',
    订单金额: yuan(fen),
    申请退款金额: '0.00',
  };
}

function refundRow(world: PayWorld, refund: PayRefund, fen: number): Row {
  return {
    ...commonOf(world, refund.order),
    交易时间: billTime(refund.created_at),
    交易状态: 'REFUND',
    应结订单金额: '0.00',
    微信退款单号: refund.refund_id,
    商户退款单号: refund.out_refund_no,
    退款金额: yuan(fen),
    退款类型: 'ORIGINAL',
    // As it was when it was accepted: lines never change.
    退款状态: 'PROCESSING',
    订单金额: '0.00',
    申请退款金额: yuan(fen),
  };
}

/** A payment of the bill that nobody made. */
function strangeRow(world: PayWorld, day: string, number: string, fen: number): Row {
  const common = {
    transaction_id: `4200${number}`,
    out_trade_no: number,
    openid: 'o-stranger',
    description: '陌生订单',
    attach: null,
    paid_at: Date.parse(`${day}T12:00:00+08:00`),
  };
  return paymentRow(world, common as PayOrder, fen);
}

function rowsOf(world: PayWorld, day: string, type: string): Row[] {
  const plan = world.bills.of(day);
  const fenOf = (number: string, fen: number): number => plan.amounts[number] ?? fen;
  const isOn = (at: number | null): boolean => at !== null && chinaDay(at) === day;
  const paid = world.orders.paidOrders();
  const payments = paid
    .filter((order) => isOn(order.paid_at) && !plan.omit.includes(order.out_trade_no))
    .map((order) => paymentRow(world, order, fenOf(order.out_trade_no, order.total)));
  const strange = plan.extra.map((one) => strangeRow(world, day, one.out_trade_no, one.total_fen));
  const refunds = paid
    .flatMap((order) => order.refunds)
    .filter((refund) => isOn(refund.created_at) && !plan.omit.includes(refund.out_refund_no))
    .map((refund) => refundRow(world, refund, fenOf(refund.out_refund_no, refund.refund)));
  return [...(type === 'REFUND' ? [] : [...payments, ...strange]), ...(type === 'SUCCESS' ? [] : refunds)];
}

function sumOf(rows: readonly Row[], column: string): string {
  return yuan(rows.reduce((sum, row) => sum + Math.round(Number(row[column] ?? 0) * FEN_IN_YUAN), 0));
}

/** The file as WeChat Pay writes it: a byte order mark, a backtick before every cell, lines that end in CRLF. */
export function billFile(rows: readonly Row[], without: readonly string[]): Buffer {
  const columns = COLUMNS.filter((column) => !without.includes(column));
  const line = (cells: readonly string[]): string => cells.map((cell) => `\`${cell}`).join(',');
  const totals = [
    String(rows.length),
    sumOf(rows, '应结订单金额'),
    sumOf(rows, '退款金额'),
    '0.00',
    '0.00000',
    sumOf(rows, '订单金额'),
    sumOf(rows, '申请退款金额'),
  ];
  const lines = [
    columns.join(','),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
    SUMMARY,
    line(totals),
    '',
  ];
  return Buffer.from(`\uFEFF${lines.join('\r\n')}`);
}

/** GET /v3/bill/tradebill */
export function tradeBill(world: PayWorld, asked: Asked): Answer {
  const day = asked.query.get('bill_date') ?? '';
  const type = asked.query.get('bill_type') ?? 'ALL';
  const packing = asked.query.get('tar_type');
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00+08:00`) : NaN;
  if (Number.isNaN(start) || chinaDay(start) !== day) throw paramError('bill_date 格式错误');
  if (!['ALL', 'SUCCESS', 'REFUND'].includes(type)) throw paramError('bill_type 不在可选范围');
  if (packing !== null && packing !== 'GZIP') throw paramError('tar_type 不在可选范围');
  const now = world.clock.now();
  if (start + DAY_MS > now) throw invalidRequest('日期不能大于等于当天');
  if (start < now - KEPT_MS) throw invalidRequest('只能下载三个月内的账单');
  if (start + DAY_MS + READY_AFTER_MS > now) throw new PayRefusal(400, 'STATEMENT_CREATING', '账单生成中');
  const rows = rowsOf(world, day, type);
  if (rows.length === 0) throw new PayRefusal(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
  const file = billFile(rows, world.bills.of(day).without);
  const token = hex(world.random, 32);
  world.bills.offer(token, packing === null ? file : gzipSync(file), now + DOWNLOAD_MS);
  const host = typeof asked.headers.host === 'string' ? asked.headers.host : '';
  return json(200, {
    hash_type: 'SHA1',
    hash_value: createHash('sha1').update(file).digest('hex'),
    download_url: `http://${host}/v3/billdownload/file?token=${token}`,
  });
}

/** GET /v3/billdownload/file: the request is signed, the answer is not. */
export function billDownload(world: PayWorld, asked: Asked): Answer {
  const file = world.bills.file(asked.query.get('token') ?? '', world.clock.now());
  if (!file) throw paramError('账单下载地址已失效');
  return { status: 200, contentType: 'application/octet-stream', body: file };
}
