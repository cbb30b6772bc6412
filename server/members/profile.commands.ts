import { TERMS_VERSION } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { insert, owner, rowsBy, update, type Command, type DecideContext, type RowWrite } from '../ledger';
import { CONSENT_KINDS, consents, members, type MemberRow } from './members.entity';

export interface OfMember {
  readonly member_id: Id<'member'>;
}

export interface NicknameInput extends OfMember {
  /** Checked by WeChat before; null takes it away. */
  readonly nickname: string | null;
}

/** Gives a member another nickname, or none. */
export const changeNickname: Command<NicknameInput, null, OfMember> = {
  kind: 'members.change_nickname',
  prepare: ({ member_id: memberId }) => refsOf(memberId),
  decide({ input: { member_id: memberId, nickname }, loaded }) {
    const member = loaded.get(members, memberId);
    if (!member) return { refuse: 'not_found' };
    const isNews = member.nickname !== nickname;
    return {
      accept: { member_id: memberId },
      ...nothing,
      writes: isNews ? [change(member, { nickname })] : [],
    };
  },
};

export interface MarketingInput extends OfMember {
  readonly granted: boolean;
}

/**
 * Agrees to marketing, or takes the consent back. Saying again what stands already is no new consent.
 * @rule M6
 */
export const changeMarketing: Command<MarketingInput, null, OfMember> = {
  kind: 'members.change_marketing',
  prepare: ({ member_id: memberId }) => refsOf(memberId),
  decide(context) {
    const { member_id: memberId, granted } = context.input;
    const member = context.loaded.get(members, memberId);
    if (!member) return { refuse: 'not_found' };
    const writes =
      member.marketing_consent === granted
        ? []
        : [
            change(member, { marketing_consent: granted }),
            consentRow(context, { ...member, version: member.version + 1 }, 'marketing', granted),
          ];
    return { accept: { member_id: memberId }, ...nothing, writes };
  },
};

/** What somebody who joins agrees to, as rows of the history. @rule M6 */
export function firstConsents(context: DecideContext<unknown, unknown>, member: MemberRow): RowWrite[] {
  return CONSENT_KINDS.map((kind) =>
    consentRow(context, member, kind, kind === 'terms' || member.marketing_consent),
  );
}

const nothing = { transfers: [], events: [] } as const;

function refsOf(memberId: Id<'member'>) {
  const subject = owner.member(memberId);
  return { subject, owners: [subject], rows: [rowsBy(members, 'id', [memberId])], seen: null };
}

function change(member: MemberRow, set: Partial<MemberRow>): RowWrite {
  return update(members, member.id, { ...set, version: member.version + 1 }, { version: member.version });
}

function consentRow(
  context: DecideContext<unknown, unknown>,
  { id, version }: Pick<MemberRow, 'id' | 'version'>,
  kind: (typeof CONSENT_KINDS)[number],
  granted: boolean,
): RowWrite {
  return insert(consents, {
    id: context.newId('history'),
    member_id: id,
    kind,
    granted,
    document_version: TERMS_VERSION,
    member_version: version,
    at: context.at,
  });
}
