import { persona } from './browser';
import { PREVIEW_ROOT } from './env';
import { send } from './request';

const TIMEOUT_MS = 10_000;

/** What the phone button told: a single-use code, or why there is none. */
export type PhoneAnswer =
  | { readonly kind: 'code'; readonly code: string }
  /** `quota`: the shop has used up what it may ask of WeChat. */
  | { readonly kind: 'turned_away' | 'quota' };

const QUOTA_USED_UP = 1_400_001;

/** Reads the event of `<button open-type="getPhoneNumber">`. */
export function readPhoneAnswer(detail: unknown): PhoneAnswer {
  const { code, errno } = (detail ?? {}) as { code?: unknown; errno?: unknown };
  if (typeof code === 'string' && code !== '') return { kind: 'code', code };
  return { kind: errno === QUOTA_USED_UP ? 'quota' : 'turned_away' };
}

/** In the preview: a code for the demo person's number, from our own development server. */
export async function previewPhoneCode(): Promise<PhoneAnswer> {
  const answer = await send({
    method: 'GET',
    url: `${PREVIEW_ROOT}/preview/phone-code?as=${encodeURIComponent(persona ?? '')}`,
    headers: {},
    timeout_ms: TIMEOUT_MS,
  });
  return readPhoneAnswer(answer.body);
}
