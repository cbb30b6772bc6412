import { Injectable } from '@nestjs/common';
import type { SignInMonth, SignInRule } from '../../shared/contract';
import { addDays, type Day, type Id } from '../../shared/kernel';
import { monthOf } from '../../shared/rules';
import type { MemberRow } from '../members';
import { changedTo } from '../merchants';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { programDay } from '../points';
import { RULE_ID, signInRules, signIns, type SignInRow, type SignInRuleRow } from './sign-ins.entity';
import { firstOfMonth, signInMonthOf, signInRuleOf } from './sign-ins.rules';

/** Reads of sign-ins. */
@Injectable()
export class SignInQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** What a sign-in gives now. */
  async rule(): Promise<SignInRule> {
    const sql = 'SELECT * FROM sign_in_rules WHERE id IN (?)';
    const [raw] = await this.database.read.rowsOf(sql, 'id', RULE_ID);
    return signInRuleOf(raw && signInRules.decode(raw));
  }

  /** The rule as it was after one change: the body of that change's answer. */
  async ruleAfter(changeId: Id<'history'>): Promise<SignInRule> {
    return signInRuleOf(await changedTo<SignInRuleRow>(this.database.read, changeId));
  }

  /** A month as its member sees it; this one unless named. @rule P8 */
  async month(member: MemberRow, named: string | undefined): Promise<SignInMonth> {
    const { program } = this.config;
    const today = programDay(program, this.clock.now());
    const month = named ?? monthOf(today);
    const [rule, current] = await Promise.all([
      this.rule(),
      this.rows(member.id, addDays(firstOfMonth(today), -1), today),
    ]);
    const rows =
      month === monthOf(today)
        ? current.filter((row) => monthOf(row.day) === month)
        : await this.rows(member.id, `${month}-01` as Day, `${month}-31` as Day);
    const joined = programDay(program, member.joined_at);
    return signInMonthOf({ rule, today, joined_on: joined, month, rows, current });
  }

  private async rows(memberId: Id<'member'>, from: Day, to: Day): Promise<SignInRow[]> {
    const rows = await this.database.read.query(
      'SELECT * FROM sign_ins WHERE member_id = ? AND day >= ? AND day <= ? ORDER BY day',
      [memberId, from, to],
    );
    return rows.map((row) => signIns.decode(row));
  }
}
