/** Longest nickname in characters as people count them; a test keeps it equal to the contract's. */
export const NICKNAME_MAX = 20;

/** What somebody typed as their name; null takes the name away. */
export type NicknameRead =
  | { readonly kind: 'good'; readonly nickname: string | null }
  | { readonly kind: 'too_long'; readonly length: number };

/** Reads a typed name as the server does: trimmed, composed, counted by code point. Everything else it says itself. */
export function readNickname(typed: string): NicknameRead {
  const nickname = typed.normalize('NFC').trim();
  const { length } = Array.from(nickname);
  if (length > NICKNAME_MAX) return { kind: 'too_long', length };
  return { kind: 'good', nickname: nickname === '' ? null : nickname };
}
