import { type Answer } from '../http';

/** What the payer sees of an order. */
interface Shown {
  readonly number: string;
  readonly description: string;
  readonly total_fen: number;
  readonly state: string;
  /** Whether the payer has paid, and their bank holds the money back. */
  readonly isHeldBack: boolean;
  readonly until: string;
  /** How long after the end of the order such money comes. */
  readonly late_ms: number;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

const STATES: Readonly<Record<string, string>> = {
  NOTPAY: '待支付',
  SUCCESS: '已支付',
  CLOSED: '已关闭',
  REFUND: '已退款',
};

const HELD_BACK = '银行处理中，订单关闭后钱才会到';

/** Why a payment is refused, by the code of the control surface. */
const REFUSED: Readonly<Record<string, string>> = {
  order_closed: '这笔支付已经关闭，不会扣款。',
  order_paid: '这笔支付已经付过了。',
  order_expired: '已经过了支付截止时间。',
  prepay_id_expired: '支付单已经失效，请回到店里重新支付。',
};

const SCRIPT = `
  const REFUSED = ${JSON.stringify(REFUSED)};
  const STATES = ${JSON.stringify(STATES)};
  const now = (action, { state, held_back }) =>
    held_back ? '${HELD_BACK}' : action === 'cancel' && state === 'NOTPAY' ? '已取消，未支付' : STATES[state] ?? state;
  const said = document.querySelector('output');
  for (const button of document.querySelectorAll('button')) button.onclick = async () => {
    const answer = await fetch('../' + encodeURIComponent(document.body.dataset.number), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: button.value }),
    });
    const body = await answer.json();
    // the preview shows this page in a frame, and goes on when something was done here
    if (answer.ok && parent !== window) parent.postMessage({ action: button.value }, '*');
    said.textContent = answer.ok ? '现在：' + now(button.value, body) : REFUSED[body.error] ?? body.detail;
  };
`;

const STYLE = `
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 24rem; margin: 2rem auto; padding: 0 1rem; color: #191919 }
  b { display: block; font-size: 2.5rem; text-align: center }
  p { text-align: center; color: #666; overflow-wrap: anywhere }
  button { display: block; width: 100%; margin: .5rem 0; padding: .75rem; border: 0; border-radius: .5rem; font: inherit }
  small { display: block; font-size: .75rem; color: #666 }
  button[value=pay] { background: #07c160; color: #fff }
  output { display: block; min-height: 1.6em; text-align: center }
`;

/** The payment sheet, for a person: four buttons that call the control surface. */
export function payPage(shown: Shown): Answer {
  const { number, description, total_fen: fen, state, isHeldBack, until, late_ms: lateMs } = shown;
  const now = isHeldBack ? HELD_BACK : (STATES[state] ?? escaped(state));
  const body = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>模拟支付</title>
<style>${STYLE}</style></head>
<body data-number="${escaped(number)}">
<p>${escaped(description)}</p>
<b>¥${(fen / 100).toFixed(2)}</b>
<p>${escaped(number)}<br>${now}<br>支付截止 ${escaped(until.slice(0, 19).replace('T', ' '))}</p>
<button value="pay">支付</button>
<button value="cancel">取消</button>
<button value="pay_late">过期后支付<small>银行在订单取消或过期 ${lateMs / 1000} 秒后才放行</small></button>
<button value="pay_twice">支付两次<small>同一笔钱，微信通知两次</small></button>
<output></output>
<p>这是本机的模拟支付，不会扣款。</p>
<script>${SCRIPT}</script>
</body>
</html>
`;
  return { status: 200, contentType: 'text/html; charset=utf-8', body };
}
