import type { Fen } from './money';

/** `12.5` yuan as people read it: `12.50`; whole yuan keep no decimals unless `always`. Never uses floating point. */
export function formatYuan(amount: Fen, always = false): string {
  const sign = amount < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(amount) / 100);
  const rest = Math.abs(amount) % 100;
  const decimals = rest === 0 && !always ? '' : `.${String(rest).padStart(2, '0')}`;
  return `${sign}${groupThousands(whole)}${decimals}`;
}

/** `12345` as `12,345`. */
export function groupThousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `123456789012345678` as `1234 5678 9012 3456 78`, for reading a code aloud. */
export function groupDigits(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ');
}

/** `13812345678` as `138****5678`; under ten characters too little would be hidden, so it is hidden whole. */
export function maskPhone(phone: string): string {
  return phone.length < 10 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/**
 * Percent off as Chinese shops say it: 2,000 basis points off is `8折`, 1,500 is `8.5折`. Integers only.
 * @param percentOffBp 0–10,000
 */
export function formatDiscount(percentOffBp: number): string {
  const kept = 10_000 - percentOffBp;
  const decimals = String(kept % 1_000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${Math.floor(kept / 1_000)}${decimals && `.${decimals}`}折`;
}
