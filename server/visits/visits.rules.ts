import { CHANNEL_CODE, INVITE_CODE, INVITE_SCENE, RECEIPT_SCENE } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import type { VisitOutcome } from './visits.entity';

/** What of a channel decides whether its code still leads where it was printed for. */
export interface ChannelForce {
  readonly state: 'active' | 'retired';
  readonly valid_from_at: Instant | null;
  readonly valid_to_at: Instant | null;
}

/** Whether a channel is in force: active, and within its validity. @rule A1 */
export function isInForce(channel: ChannelForce, at: Instant): boolean {
  if (channel.state !== 'active') return false;
  if (channel.valid_from_at !== null && at < channel.valid_from_at) return false;
  return channel.valid_to_at === null || at < channel.valid_to_at;
}

/**
 * What can be kept of a text that a phone read from somewhere: no control characters, no halves of characters
 * (both upset one database or the other), no blanks around it. Null when nothing is left.
 */
export function keptText(text: string | undefined): string | null {
  const kept = (text ?? '').replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
  return kept === '' ? null : kept;
}

/**
 * What is kept of a scene. Of a receipt's QR only that it was one: whoever reads its code collects the points (S3).
 * @rule A3
 */
export function keptScene(scene: string | undefined): string | null {
  const kept = keptText(scene);
  return kept?.startsWith(RECEIPT_SCENE) ? RECEIPT_SCENE : kept;
}

const INVITE_CHARACTERS_MAX = 64;

/**
 * What is kept of the invite that a visit came through: by the poster's code (a scene `i.…`), or by a card in a chat
 * (`invite`). Of two the one that can be a code. Anything is kept, cut to its column; null where there is nothing.
 * @rule A3 @rule R1
 */
export function keptInvite(scene: string | null, invite: string | undefined): string | null {
  const scanned = scene?.startsWith(INVITE_SCENE) ? scene.slice(INVITE_SCENE.length) : undefined;
  const texts = [keptText(scanned), keptText(invite)];
  const text = texts.find(isInviteCode) ?? texts.find((one) => one !== null) ?? null;
  // in the same units as the contract's limits; half a character at the end goes
  return text && keptText(text.slice(0, INVITE_CHARACTERS_MAX));
}

/** Whether a text can be an invite code. @rule R1 */
export function isInviteCode(text: string | null): text is string {
  return text !== null && INVITE_CODE.test(text);
}

/** The channel code that a scene is, or null: everything else is counted as unknown. */
export function codeOf(scene: string | null): string | null {
  return scene !== null && CHANNEL_CODE.test(scene) ? scene : null;
}

/** @rule A3 An unknown or retired code is an outcome, never an error. */
export function outcomeOf(scene: string | null, channel: ChannelForce | null, at: Instant): VisitOutcome {
  if (scene === null) return 'direct';
  if (!channel) return 'unknown';
  return isInForce(channel, at) ? 'ok' : 'retired';
}

/**
 * The same of an invite, for a visit that came through nothing else: where a channel's code was scanned too, that
 * code's outcome is the visit's, and null is answered here.
 * @param running whether the invite's program runs; null where nobody has such a code
 * @rule A3 @rule R1
 */
export function inviteOutcomeOf(
  scene: string | null,
  invite: string | null,
  running: boolean | null,
): VisitOutcome | null {
  const isScanned = scene?.startsWith(INVITE_SCENE) === true;
  if (!isScanned && (scene !== null || invite === null)) return null;
  if (running === null) return 'unknown';
  return running ? 'ok' : 'retired';
}

interface Place {
  readonly id: Id<'store'>;
  readonly merchant_id: Id<'merchant'>;
  readonly state: 'open' | 'closed';
}

/**
 * The nearest sensible place: the channel's own store while it is open, else an open store of the same merchant,
 * else the first open one; null where all are closed.
 * @rule A3
 * @param own the channel's store, if it has one
 * @param all every store, in the order they are shown
 * @param merchantId of whoever sent them here, where that was no store
 */
export function nearestPlace<S extends Place>(
  own: S | null,
  all: readonly S[],
  merchantId: Id<'merchant'> | null = own?.merchant_id ?? null,
): S | null {
  if (own?.state === 'open') return own;
  const open = all.filter((store) => store.state === 'open');
  return open.find((store) => store.merchant_id === merchantId) ?? open[0] ?? null;
}
