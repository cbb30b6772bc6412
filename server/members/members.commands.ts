import type { Id, Instant } from '../../shared/kernel';
import {
  insert,
  owner,
  rowsBy,
  update,
  type Command,
  type Loaded,
  type OwnerKey,
  type RowWrite,
} from '../ledger';
import type { Reader } from '../platform/database';
import { members, people, releasedPhones, type MemberRow } from './members.entity';

/** Who WeChat says it is, with the keyed hashes that are locked (a lock's name must not identify anybody). */
export interface LoginInput {
  readonly openid: string;
  readonly openid_hash: string;
  readonly unionid: string | null;
  readonly unionid_hash: string | null;
}

/**
 * Makes the person of an openid, or adds a unionid that WeChat tells only now. A unionid that another person has
 * is left out: whose it is, is for an operator to find out.
 * @rule M2
 */
export const recordLogin: Command<LoginInput, null, { person_id: Id<'person'> }> = {
  kind: 'members.login',
  prepare({ openid, openid_hash: openidHash, unionid, unionid_hash: unionidHash }) {
    const subject = owner.identity('openid', openidHash);
    return {
      subject,
      owners: unionidHash === null ? [subject] : [subject, owner.identity('openid', unionidHash)],
      rows: [
        rowsBy(people, 'openid', [openid]),
        ...(unionid === null ? [] : [rowsBy(people, 'unionid', [unionid])]),
      ],
      seen: null,
    };
  },
  decide(context) {
    const { input, loaded, at } = context;
    const { openid } = input;
    const known = loaded.find(people, 'openid', openid)[0];
    const taken = input.unionid !== null && loaded.find(people, 'unionid', input.unionid).length > 0;
    const unionid = taken ? null : input.unionid;
    const id = known?.id ?? context.newId('person');
    const write = known
      ? update(people, id, { unionid }, { unionid: null })
      : insert(people, { id, openid, unionid, created_at: at });
    const isNews = !known || (known.unionid === null && unionid !== null);
    return { accept: { person_id: id }, transfers: [], writes: isNews ? [write] : [], events: [] };
  },
};

/** A verified number, ready to be stored. */
export interface SealedPhone {
  readonly hash: string;
  readonly sealed: string;
}

export interface VerifyPhoneInput {
  readonly member_id: Id<'member'>;
  readonly phone: SealedPhone;
}

interface PhoneSeen {
  /** Hash of the number the member has had so far. */
  readonly before: string | null;
}

/**
 * Gives a member a verified phone number, the first or a new one; who had the old one is remembered (R7).
 * @rule M1 @rule M2 one number belongs to one member
 */
export const verifyPhone: Command<VerifyPhoneInput, PhoneSeen, { member_id: Id<'member'> }> = {
  kind: 'members.verify_phone',
  async prepare({ member_id: memberId, phone }, { read }) {
    const before = await phoneHashOf(read, memberId);
    if (before === undefined) return { code: 'not_found' };
    const subject = owner.member(memberId);
    const numbers: OwnerKey[] = [phone.hash, before]
      .filter((hash) => hash !== null)
      .map((hash) => owner.identity('phone', hash));
    return {
      subject,
      owners: [subject, ...numbers],
      rows: [
        rowsBy(members, 'id', [memberId]),
        rowsBy(members, 'phone_hash', [phone.hash]),
        rowsBy(releasedPhones, 'id', before === null ? [] : [before]),
      ],
      seen: { before },
    };
  },
  decide({ input, loaded, seen, at }) {
    const { member_id: memberId, phone } = input;
    const member = loaded.get(members, memberId);
    if (!member) return { refuse: 'not_found' };
    if (member.phone_hash !== seen.before) return { stale: true };
    const holder = loaded.find(members, 'phone_hash', phone.hash)[0];
    if (holder && holder.id !== memberId) return { refuse: 'phone_in_use' };
    const set: Partial<MemberRow> = {
      phone_hash: phone.hash,
      phone_sealed: phone.sealed,
      version: member.version + 1,
    };
    const write = update(members, memberId, set, { phone_hash: seen.before, version: member.version });
    const writes = holder ? [] : [write, ...releaseWrites(loaded, member, at)];
    return { accept: { member_id: memberId }, transfers: [], writes, events: [] };
  },
};

function releaseWrites(loaded: Loaded, { id, phone_hash: hash }: MemberRow, at: Instant): RowWrite[] {
  if (hash === null) return [];
  const before = loaded.get(releasedPhones, hash);
  const now = { member_id: id, released_at: at };
  if (!before) return [insert(releasedPhones, { id: hash, ...now })];
  return [update(releasedPhones, hash, now, { member_id: before.member_id })];
}

async function phoneHashOf(read: Reader, id: Id<'member'>): Promise<string | null | undefined> {
  const [row] = await read.query<Pick<MemberRow, 'phone_hash'>>(
    'SELECT phone_hash FROM members WHERE id = ?',
    [id],
  );
  return row?.phone_hash;
}
