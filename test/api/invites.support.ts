import type { Id } from '../../shared/kernel';
import type { Client, TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { CONSENTS, freshOpenid, joinNew } from './joins.support';

/** A member with an invite code for a program. */
export interface Inviter {
  readonly openid: string;
  readonly token: string;
  readonly member_id: Id<'member'>;
  readonly code: string;
}

/** A member's invite code for a program. */
export async function inviteCode(
  app: Client,
  token: string,
  programId: Id<'referral_program'>,
): Promise<string> {
  const made = await app.ok('POST /referral-programs/{id}/codes', { token, params: { id: programId } });
  return made.code;
}

/** Somebody who has just joined and can invite. */
export async function newInviter(app: Client, programId: Id<'referral_program'>): Promise<Inviter> {
  const { openid, token, joined } = await joinNew(app);
  return { openid, token, member_id: joined.member.id, code: await inviteCode(app, token, programId) };
}

/** Somebody who has logged in and opened the card of an invite. */
export async function arriveInvited(app: Client, code: string, openid = freshOpenid()) {
  const token = await app.asPerson(openid);
  const { visit_id, landing } = await app.ok('POST /visits', { token, body: { invite: code } });
  return { openid, token, visit_id, landing };
}

/** Joining, whatever comes of it. */
export async function join(
  app: Client,
  { token, visit_id }: { readonly token: string; readonly visit_id?: Id<'visit'> },
  key?: string,
) {
  const body = { consents: CONSENTS, ...(visit_id === undefined ? {} : { visit_id }) };
  return app.call('POST /members', { token, body, ...(key === undefined ? {} : { key }) });
}

/** Somebody who has just joined through an invite. */
export async function joinInvited(app: Client, code: string, openid?: string) {
  const person = await arriveInvited(app, code, openid);
  const body = { visit_id: person.visit_id, consents: CONSENTS };
  const joined = await app.ok('POST /members', { token: person.token, body });
  return { ...person, joined, member_id: joined.member.id };
}

/** The invite of whoever was invited, or undefined. */
export async function inviteOf(
  app: TestApp,
  memberId: Id<'member'>,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return (await rowsOf(app, 'SELECT * FROM invites WHERE invitee_id = ?', [memberId]))[0];
}

/** What an invite promised, by side: state, kind, points and whether stock is kept. */
export async function rewardsOf(app: TestApp, inviteId: unknown) {
  const rows = await rowsOf(
    app,
    'SELECT side, member_id, state, kind, points, stock_hold_id FROM referral_rewards WHERE invite_id = ? ORDER BY side',
    [String(inviteId)],
  );
  return rows.map(({ side, member_id, state, kind, points, stock_hold_id: hold }) => ({
    side,
    member_id,
    state,
    kind,
    points: Number(points),
    is_kept: hold !== null,
  }));
}

/** How far a member is in a program. */
export async function standingOf(app: TestApp, programId: Id<'referral_program'>, memberId: Id<'member'>) {
  const [row] = await rowsOf(app, 'SELECT * FROM referral_standings WHERE id = ?', [
    `${programId}:${memberId}`,
  ]);
  return (
    row && {
      joined: Number(row['joined']),
      rewarded: Number(row['rewarded']),
      rewarded_on_day: Number(row['rewarded_on_day']),
    }
  );
}
