import { instant } from '../../shared/kernel';
import type { Actor, Command } from '../../server/ledger';
import { advance } from '../../server/referrals/advance.command';
import { SeededRandom } from '../../server/platform/random';
import type { TestApp } from '../support/app';
import {
  buyToday,
  inviteRow,
  newFriend,
  openReferral,
  redeemToday,
  standsAt,
  useAppOfDays,
} from './lifecycle.support';

let app: TestApp;

useAppOfDays((opened) => {
  app = opened;
});

const actor: Actor = { kind: 'system', id: 'test' };
const command = () => advance(app.app.core.config.program);

describe('an invite whose time is over', () => {
  it.each([
    ['purchases', { kind: 'purchase', min_fen: 5_000 }],
    ['coupons', { kind: 'redemption' }],
  ] as const)(
    'R4: loads none of the %s that do not count, however many there are',
    async (_what, qualify) => {
      const referral = await openReferral(app, { qualify });
      const friend = await newFriend(app, referral);
      if (qualify.kind === 'purchase') await buyToday(app, referral.counter, friend, 2_000);
      const until = instant(Number((await inviteRow(app, friend))['qualify_until_at']));
      app.clock.set(instant(until + 1));
      if (qualify.kind === 'redemption') await redeemToday(app, referral.counter, friend);
      const { read } = app.db.database;
      const prepared = await command().prepare(
        { invite_id: friend.invite_id },
        { read, random: new SeededRandom('expiry'), now: app.clock.now(), actor },
      );
      if ('code' in prepared) throw new Error(`refused: ${prepared.code}`);
      const loaded = (prepared.rows ?? []).map(({ table, by }) => `${table.name}.${by}`);
      expect(loaded.filter((one) => /^(purchases|coupons|orders|handovers)\./.test(one))).toEqual([]);
      expect(loaded).toContain('invites.id');
    },
  );

  it.each([
    ['counts', 0, 'qualified: resting resting'],
    ['is too late', 1, 'expired: voided voided'],
  ] as const)(
    'R4: what is bought after it was looked at and before it was locked %s to the millisecond',
    async (_what, late, stands) => {
      const referral = await openReferral(app);
      const friend = await newFriend(app, referral);
      const until = Number((await inviteRow(app, friend))['qualify_until_at']);
      app.clock.set(instant(until + 1));
      const asked = command();
      let looks = 0;
      const overtaken: Command<Parameters<typeof asked.prepare>[0], unknown, object> = {
        kind: asked.kind,
        decide: (context) => asked.decide(context as Parameters<typeof asked.decide>[0]),
        prepare: async (input, context) => {
          const prepared = await asked.prepare(input, context);
          looks += 1;
          if (looks === 1) {
            await buyToday(app, referral.counter, friend, 3_000, { at: instant(until + late) });
            app.clock.set(instant(until + 1));
          }
          return prepared;
        },
      };
      const key = `overtaken:${friend.invite_id}`;
      await app.app.core.ledger.run(overtaken, { invite_id: friend.invite_id }, { key, actor });
      expect([looks, await standsAt(app, friend)]).toEqual([2, stands]);
    },
  );
});
