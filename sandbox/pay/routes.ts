import { decodedPart } from '../http';
import { billDownload, tradeBill } from './bills';
import { type PayHandler } from './refusals';
import { askRefund, queryRefund } from './refunds';
import { close, prepay, queryById, queryByNumber } from './transactions';

/** One call of WeChat Pay's. */
export interface PayRoute {
  readonly method: 'GET' | 'POST';
  /** With a placeholder; what faults are wished for. */
  readonly path: string;
  readonly handle: PayHandler;
  /** Answers of this one are not signed. */
  readonly isUnsigned?: true;
}

const ORDERS = '/v3/pay/transactions';
const REFUNDS = '/v3/refund/domestic/refunds';

/** Everything of api.mch.weixin.qq.com that the sandbox speaks. */
export const PAY_ROUTES: readonly PayRoute[] = [
  { method: 'POST', path: `${ORDERS}/jsapi`, handle: prepay },
  { method: 'GET', path: `${ORDERS}/out-trade-no/{out_trade_no}`, handle: queryByNumber },
  { method: 'GET', path: `${ORDERS}/id/{transaction_id}`, handle: queryById },
  { method: 'POST', path: `${ORDERS}/out-trade-no/{out_trade_no}/close`, handle: close },
  { method: 'POST', path: REFUNDS, handle: askRefund },
  { method: 'GET', path: `${REFUNDS}/{out_refund_no}`, handle: queryRefund },
  { method: 'GET', path: '/v3/bill/tradebill', handle: tradeBill },
  { method: 'GET', path: '/v3/billdownload/file', handle: billDownload, isUnsigned: true },
];

const MATCHERS = PAY_ROUTES.map((route) => ({
  route,
  form: new RegExp(`^${route.path.replace(/\{\w+\}/, '([^/]+)')}$`),
}));

/** The call of that method and path, and what its path names; undefined when there is none. */
export function payRoute(method: string, path: string): { route: PayRoute; name: string } | undefined {
  for (const { route, form } of MATCHERS) {
    const found = form.exec(path);
    if (found && route.method === method) return { route, name: decodedPart(found[1] ?? '') };
  }
  return undefined;
}
