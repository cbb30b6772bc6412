import {
  inviteAt,
  joinAt,
  openProgramAt,
  type ProgramBody,
  type ProgramId,
  type SentInvite,
} from '../support/on-invite';
import type { ProgramTerms } from '../../shared/contract';
import { callWire } from '../support/browser-api';
import { SCENES } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import { asOperator, asPerson, newOpenid, phoneOf, world } from './people.support';

/** A member who invites, and what they hand on. */
export interface Inviter {
  readonly openid: string;
  readonly program: ProgramId;
  readonly sent: SentInvite;
}

/** A new member with a nickname, and their invite for a program. */
export async function inviterFor(program: ProgramId, nickname = '小满'): Promise<Inviter> {
  const openid = newOpenid();
  const token = await asPerson(openid);
  await joinAt(world.url, token, { nickname });
  return { openid, program, sent: await inviteAt(world.url, token, program) };
}

/** A program of its own with one who invites. */
export async function inviting(
  terms: Partial<ProgramTerms> = {},
  program: Partial<ProgramBody> = {},
): Promise<Inviter> {
  return inviterFor(await openProgramAt(world.url, await asOperator(), terms, program));
}

/** Somebody opens the card that a friend sent into a chat. */
export function opens(path: string, openid = newOpenid()): WxPhone {
  return phoneOf(openid).start(path, { scene: SCENES.shareCard });
}

/** A friend joins elsewhere by an invite, which takes one from its budget. */
export async function friendJoins({ sent }: Inviter): Promise<void> {
  await joinAt(world.url, await asPerson(newOpenid()), { invite: sent.code });
}

/** How many friends somebody has brought. */
export async function friendsOf(openid: string): Promise<number> {
  const token = await asPerson(openid);
  const { body } = await callWire(world.url, 'GET /me/invites', { token });
  return body.items.length;
}
