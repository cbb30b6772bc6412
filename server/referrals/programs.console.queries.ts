import { Injectable } from '@nestjs/common';
import type { ConsoleProgram } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { changedTo } from '../merchants';
import { Database, marks } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import type { ProgramChanged, ProgramState } from './programs.commands';
import { budgetsLeft, programById, progressOf } from './programs.queries';
import { budgetSpecs, consoleProgramOf, NO_PROGRESS, termsId } from './programs.rules';
import { referralPrograms, referralTerms, type ProgramRow, type TermsRow } from './referrals.entity';

interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Reads of referral programs for the console. */
@Injectable()
export class ProgramDirectory {
  constructor(private readonly database: Database) {}

  /** Programs, newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(query: PageQuery): Promise<Page<ConsoleProgram>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM referral_programs ${position ? 'WHERE id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    const rows = found.map((raw) => referralPrograms.decode(raw));
    const show = await this.shower(rows);
    return pageOf(rows, query.limit, (row) => [row.id], show);
  }

  /** One program, or null. */
  byId(id: Id<'referral_program'>): Promise<ProgramRow | null> {
    return programById(this.database.read, id);
  }

  /** The program as a command left it: the body of that command's answer, also when replayed. */
  async after({ change_id, budgets_left, progress }: ProgramChanged): Promise<ConsoleProgram> {
    const { terms, ...row } = await changedTo<ProgramState>(this.database.read, change_id);
    return consoleProgramOf(row, terms, budgets_left, progress);
  }

  /** What shows programs: their newest rules, budgets and counts, asked for once for all of them. */
  private async shower(rows: readonly ProgramRow[]): Promise<(row: ProgramRow) => ConsoleProgram> {
    const { read } = this.database;
    const newest = await this.newestTerms(rows);
    const specsOf = ({ id }: ProgramRow) => budgetSpecs(id, termsIn(newest, id));
    const left = await budgetsLeft(read, rows.flatMap(specsOf));
    const progress = await progressOf(
      read,
      rows.map(({ id }) => id),
    );
    return (row) => {
      const budgets = specsOf(row).map(({ id }) => left.get(id) ?? 0);
      return consoleProgramOf(row, termsIn(newest, row.id), budgets, progress.get(row.id) ?? NO_PROGRESS);
    };
  }

  private async newestTerms(rows: readonly ProgramRow[]): Promise<readonly TermsRow[]> {
    if (rows.length === 0) return [];
    const found = await this.database.read.query(
      `SELECT * FROM referral_terms WHERE id IN (${marks(rows.length)})`,
      rows.map(({ id, terms_no }) => termsId(id, terms_no)),
    );
    return found.map((raw) => referralTerms.decode(raw));
  }
}

function termsIn(newest: readonly TermsRow[], programId: Id<'referral_program'>): TermsRow['terms'] {
  const found = newest.find(({ program_id }) => program_id === programId);
  if (!found) throw new Error(`the terms of ${programId} are missing`);
  return found.terms;
}
