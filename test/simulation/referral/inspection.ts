import type { ProgramTerms } from '../../../shared/contract';
import { NEVER_IN_REFERRAL } from '../../support/referral-laws';
import { must } from '../books';
import type { Bought } from './books';
import type { ReferralTown } from './town';

type Row = Readonly<Record<string, string | number | null>>;

/** Something of the budget is gone for it, or kept for it. */
const TAKES_BUDGET = ['promised', 'resting', 'claimable', 'claimed', 'lost'];

/** An act of a friend that counts: a purchase of which enough is kept, or a coupon that was used up. */
const PURCHASE_STANDS = (fen: number): string =>
  `p.state = 'recorded' AND p.paid_fen - p.refunded_fen >= ${fen}`;
const REDEMPTION_STANDS = `c.state = 'redeemed'`;

/** What must not be when nothing is on its way any more: then the program has seen all that people did. */
const NEVER_IN_THE_END = (minFen: number): Readonly<Record<string, string>> => ({
  'an invite that is still open': `
    SELECT id FROM invites WHERE state = 'bound' OR (state = 'qualified' AND review <> 'waiting')`,
  'a reward that still waits': `
    SELECT r.id FROM referral_rewards r LEFT JOIN invites i ON i.id = r.invite_id
    WHERE r.state IN ('promised', 'resting', 'claimable') AND COALESCE(i.review, 'none') <> 'waiting'`,
  'a friend who counts, and whose purchase does not': `
    SELECT i.id FROM invites i LEFT JOIN purchases p ON p.id = i.act_id AND ${PURCHASE_STANDS(minFen)}
      AND p.member_id = i.invitee_id AND p.at BETWEEN i.joined_at AND i.qualify_until_at
    WHERE i.state = 'confirmed' AND i.act_coupon_id IS NULL AND p.id IS NULL`,
  'a friend who counts, and whose coupon was not used': `
    SELECT i.id FROM invites i LEFT JOIN coupons c ON c.id = i.act_coupon_id AND ${REDEMPTION_STANDS}
      AND c.member_id = i.invitee_id AND c.redeemed_by = i.act_id
    WHERE i.state = 'confirmed' AND i.act_coupon_id IS NOT NULL AND c.id IS NULL`,
  'a friend who fell away, and whose purchase stands': `
    SELECT i.id FROM invites i JOIN purchases p ON p.id = i.act_id AND ${PURCHASE_STANDS(minFen)}
    WHERE i.act_coupon_id IS NULL AND i.state IN ('voided', 'taken_back') AND i.ended_reason <> 'refused'`,
  'a friend who bought in time, and is said not to have': `
    SELECT i.id FROM invites i JOIN referral_programs r ON r.id = i.program_id AND r.name = '带朋友来'
    JOIN purchases p ON p.member_id = i.invitee_id AND ${PURCHASE_STANDS(minFen)}
      AND p.at BETWEEN i.joined_at AND i.qualify_until_at
    WHERE i.state = 'expired'`,
  'a friend who used a coupon in time, and is said not to have': `
    SELECT i.id FROM invites i JOIN referral_programs r ON r.id = i.program_id AND r.name = '一起用券'
    JOIN coupons c ON c.member_id = i.invitee_id AND ${REDEMPTION_STANDS}
      AND c.redeemed_at BETWEEN i.joined_at AND i.qualify_until_at
    WHERE i.state = 'expired'`,
});

async function rowsOf({ server }: ReferralTown, sql: string): Promise<readonly Row[]> {
  return server.turns.until(server.rows(sql));
}

async function never(town: ReferralTown, laws: Readonly<Record<string, string>>): Promise<void> {
  for (const [what, sql] of Object.entries(laws)) {
    const found = await rowsOf(town, sql);
    must(found.length === 0, `there is ${what}: ${found.map(({ id }) => String(id)).join(', ')}`);
  }
}

/** What holds at any time. */
export async function watchReferral(town: ReferralTown): Promise<void> {
  const drift = await town.server.turns.until(town.server.audit());
  must(drift.length === 0, `the books of the server do not balance: ${JSON.stringify(drift)}`);
  await never(town, NEVER_IN_REFERRAL);
  const { inviters } = town.referral;
  const rows = await rowsOf(town, 'SELECT invitee_id, inviter_id FROM invites');
  for (const row of rows) {
    const [invitee, inviter] = [String(row['invitee_id']), String(row['inviter_id'])];
    must(
      (inviters.get(invitee) ?? inviter) === inviter,
      `${invitee} was brought by ${inviter}, and by another`,
    );
    inviters.set(invitee, inviter);
  }
  must(rows.length === inviters.size, `${inviters.size} were brought, ${rows.length} are there`);
}

/** What the answers say, when nothing is unknown. */
export async function inspectReferral(town: ReferralTown): Promise<void> {
  await inspectInvites(town);
  await inspectClaims(town);
  await inspectPurchases(town);
  await inspectBudgets(town);
}

/** @rule R2 @rule O2 Who opened no card was not brought, and what was promised is what the terms said then. */
async function inspectInvites(town: ReferralTown): Promise<void> {
  const rows = await rowsOf(town, 'SELECT program_id, inviter_id, invitee_id FROM invites');
  for (const { program_id: program, inviter_id: inviter, invitee_id: invitee } of rows)
    must(
      town.referral.opened.some(
        (one) =>
          one.person.member?.id === invitee &&
          one.inviter.member?.id === inviter &&
          one.program.id === program,
      ),
      `${String(invitee)} never opened a card of ${String(inviter)}`,
    );
  const rewards = await rowsOf(
    town,
    `SELECT r.id, r.side, r.points, t.terms FROM referral_rewards r JOIN invites i ON i.id = r.invite_id
     JOIN referral_terms t ON t.program_id = i.program_id AND t.no = i.terms_no WHERE r.kind = 'points'`,
  );
  for (const { id, side, points, terms } of rewards) {
    const { inviter_reward, invitee_reward } = JSON.parse(String(terms)) as ProgramTerms;
    const promised = side === 'inviter' ? inviter_reward : invitee_reward;
    must(
      promised?.kind === 'points' && promised.points === Number(points),
      `${String(id)} is of ${String(points)} points, promised were ${JSON.stringify(promised)}`,
    );
  }
}

/** @rule R6 Each claim that was answered was given, once, and nothing was given that nobody was told of. */
async function inspectClaims(town: ReferralTown): Promise<void> {
  const { claimed } = town.referral;
  const rows = await rowsOf(
    town,
    'SELECT id, member_id, points, coupon_id FROM referral_rewards WHERE claimed_at IS NOT NULL',
  );
  for (const { id, person, points, coupon_id } of claimed) {
    const row = rows.find((one) => one['id'] === id);
    const is = row && [row['member_id'], Number(row['points']), row['coupon_id']].join(' ');
    const said = [person.member?.id, points, coupon_id].join(' ');
    must(is === said, `the claim of ${id} was answered ${said}, and is ${is ?? 'nothing'}`);
  }
  must(rows.length === claimed.length, `${claimed.length} claims were answered, ${rows.length} are there`);
  const lines = await rowsOf(town, "SELECT reference, points FROM point_lines WHERE reason = 'referral'");
  const given = lines.reduce((sum, { points }) => sum + Number(points), 0);
  const told = claimed.reduce((sum, { points }) => sum + points, 0);
  must(given === told, `${given} points were given for friends, ${told} were answered`);
}

async function inspectPurchases(town: ReferralTown): Promise<void> {
  const { bought } = town.referral;
  const rows = await rowsOf(town, 'SELECT id, state, paid_fen, refunded_fen FROM purchases');
  must(rows.length === bought.length, `${bought.length} purchases were answered, ${rows.length} are there`);
  const said = (one: Bought): string =>
    `${one.undone ? 'undone' : 'recorded'} ${one.paid_fen} ${one.refunded_fen}`;
  for (const one of bought) {
    const row = rows.find(({ id }) => id === one.id);
    const is = row ? [row['state'], row['paid_fen'], row['refunded_fen']].join(' ') : 'nothing';
    must(is === said(one), `${one.id} is ${is}, the answers say ${said(one)}`);
  }
}

/** @rule R5 What a program has left is what was granted, less one for each friend and milestone that takes it. */
async function inspectBudgets(town: ReferralTown): Promise<void> {
  const rewards = await rowsOf(town, 'SELECT program_id, invite_id, friends, state FROM referral_rewards');
  const taking = rewards.filter(({ state }) => TAKES_BUDGET.includes(String(state)));
  const shown = await town.ok('GET /console/referral-programs', {
    token: town.operator.token,
    query: { limit: 20 },
  });
  for (const { id, name, granted, milestones } of town.referral.programs) {
    const own = taking.filter((row) => row['program_id'] === id);
    const friends = new Set(own.flatMap((row) => row['invite_id'] ?? [])).size;
    const program = shown.items.find((one) => one.id === id);
    const expected = [
      [granted, granted - friends],
      ...[...milestones].map(([number, total]) => [
        total,
        total - own.filter((row) => Number(row['friends']) === number && row['invite_id'] === null).length,
      ]),
    ];
    const found = [
      [program?.budget_total, program?.budget_left],
      ...(program?.milestones ?? []).map((one) => [one.budget_total, one.budget_left]),
    ];
    const [is, must_be] = [JSON.stringify(found), JSON.stringify(expected)];
    must(is === must_be, `budgets of ${name}: the server says ${is}, the answers add up to ${must_be}`);
  }
}

/** Whether something that people did is not yet known everywhere, or something is due. */
export async function isUnderWay(town: ReferralTown): Promise<boolean> {
  const rows = await rowsOf(
    town,
    `SELECT id FROM deliveries WHERE state = 'pending'
     UNION ALL SELECT id FROM invites WHERE due_at <= ${town.now} AND review <> 'waiting'
     UNION ALL SELECT id FROM referral_rewards WHERE state = 'claimable' AND claim_until_at < ${town.now}`,
  );
  return rows.length > 0;
}

/** When all time is up, every invite is where what people did brings it. */
export async function inspectEnd(town: ReferralTown, minFen: number): Promise<void> {
  await never(town, NEVER_IN_THE_END(minFen));
}
