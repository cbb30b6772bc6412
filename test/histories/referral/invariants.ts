import { NEVER_IN_REFERRAL } from '../../support/referral-laws';
import type { History } from './history';

interface Found {
  readonly id: string;
}

/** Who brought whom, when it was seen first: it never changes. */
export class Invariants {
  private readonly inviters = new Map<string, string>();

  async check({ town }: History): Promise<void> {
    const { read } = town.app.db.database;
    for (const [what, sql] of Object.entries(NEVER_IN_REFERRAL)) {
      const found = await read.query<Found>(sql, []);
      expect([what, found.map(({ id }) => id)]).toEqual([what, []]);
    }
    const rows = await read.query<{ invitee_id: string; inviter_id: string }>(
      'SELECT invitee_id, inviter_id FROM invites',
      [],
    );
    for (const { invitee_id: invitee, inviter_id: inviter } of rows) {
      const first = this.inviters.get(invitee) ?? inviter;
      expect([invitee, inviter]).toEqual([invitee, first]);
      this.inviters.set(invitee, first);
    }
    expect(rows.length).toBe(this.inviters.size);
  }
}
