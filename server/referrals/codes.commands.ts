import type { Id } from '../../shared/kernel';
import { insert, NOTHING, owner, rowsBy, type Command, type Refs, type Refusal } from '../ledger';
import { programById } from './programs.queries';
import { isRunning } from './programs.rules';
import { inviteCodes, type ProgramRow } from './referrals.entity';

/** Codes drawn per attempt: 62⁸ are so many that the first is nearly always free. */
const CANDIDATES = 2;
const CODE_LENGTH = 8;

interface CodeInput {
  readonly program_id: Id<'referral_program'>;
  readonly member_id: Id<'member'>;
}

interface CodeSeen {
  readonly program: ProgramRow;
  readonly codes: readonly string[];
}

/** Key of a member's code for a program. */
function codeId({ program_id: program, member_id: member }: CodeInput): string {
  return `${program}:${member}`;
}

/**
 * Makes a member's invite code for a program that runs, once; asked again it answers the same one.
 * @rule R1
 */
export const makeCode: Command<CodeInput, CodeSeen, { readonly code: string }> = {
  kind: 'referral.code',
  async prepare(input, { read, random }): Promise<Refs<CodeSeen> | Refusal> {
    const program = await programById(read, input.program_id);
    if (!program) return { code: 'not_found' };
    const codes = Array.from({ length: CANDIDATES }, () => random.text(CODE_LENGTH));
    const subject = owner.member(input.member_id);
    return {
      subject,
      owners: [subject, ...codes.map((code) => owner.identity('invite_code', code))],
      rows: [rowsBy(inviteCodes, 'id', [codeId(input)]), rowsBy(inviteCodes, 'code', codes)],
      seen: { program, codes },
    };
  },
  decide({ input, seen: { program, codes }, loaded, at }) {
    if (at < program.starts_at) return { refuse: 'not_started' };
    if (!isRunning(program, at)) return { refuse: 'ended' };
    const known = loaded.get(inviteCodes, codeId(input));
    if (known) return { accept: { code: known.code }, ...NOTHING };
    const code = codes.find((candidate) => loaded.find(inviteCodes, 'code', candidate).length === 0);
    if (code === undefined) return { stale: true };
    const row = { id: codeId(input), ...input, code, at };
    return { accept: { code }, transfers: [], writes: [insert(inviteCodes, row)], events: [] };
  },
};
