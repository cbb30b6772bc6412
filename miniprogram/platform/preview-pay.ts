import { later } from './clock';
import { PREVIEW_ROOT } from './env';
import { send } from './request';

const TIMEOUT_MS = 10_000;
/** What the payer did on the page in the frame. */
const DONE: Readonly<Record<string, 'says_paid' | 'cancelled'>> = {
  pay: 'says_paid',
  pay_late: 'says_paid',
  pay_twice: 'says_paid',
  cancel: 'cancelled',
};

function element<Name extends 'div' | 'button' | 'iframe'>(
  name: Name,
  className: string,
  parent: HTMLElement,
): HTMLElementTagNameMap[Name] {
  const made = window.document.createElement(name);
  made.className = className;
  parent.appendChild(made);
  return made;
}

/** The page where this payment can be made, from our own development server; null where there is none. */
async function pageOf(prepay: string): Promise<string | null> {
  const answer = await send({
    method: 'GET',
    url: `${PREVIEW_ROOT}/preview/payment?prepay_id=${encodeURIComponent(prepay)}`,
    headers: {},
    timeout_ms: TIMEOUT_MS,
  });
  const body = answer.body as { page?: unknown } | null;
  return answer.status === 200 && typeof body?.page === 'string' ? body.page : null;
}

/**
 * In the browser preview: the pay page of the development sandbox over everything, until the payer has done something,
 * puts it away, or has no more time for it.
 * @param leftMs how long the payment is waited for
 */
export async function previewPay(
  prepay: string,
  leftMs: number,
): Promise<'says_paid' | 'cancelled' | 'failed'> {
  const page = await pageOf(prepay);
  if (page === null) return 'failed';
  return new Promise((done) => {
    const veil = element('div', 'pay-frame', window.document.body);
    const close = element('button', 'pay-frame__close', veil);
    const frame = element('iframe', 'pay-frame__page', veil);
    const end = (outcome: 'says_paid' | 'cancelled'): void => {
      window.removeEventListener('message', hear);
      stop();
      veil.remove();
      done(outcome);
    };
    const hear = ({ source, data }: MessageEvent<{ action?: unknown } | null>): void => {
      const outcome = source === frame.contentWindow ? DONE[String(data?.action)] : undefined;
      if (outcome !== undefined) end(outcome);
    };
    const stop = later(leftMs, () => end('cancelled'));
    window.addEventListener('message', hear);
    close.textContent = '×';
    close.onclick = () => end('cancelled');
    frame.src = page;
  });
}
