import { Injectable } from '@nestjs/common';
import type { MemberGlimpse } from '../../shared/contract';
import type { Day, Id } from '../../shared/kernel';
import { Keyring } from '../platform/crypto';
import { Database, marks, type Reader, type SqlValue } from '../platform/database';
import { MemberCounts } from './members.counts';
import { avatars, members, people, type AvatarRow, type MemberRow, type PersonRow } from './members.entity';
import { canonicalPhone, closedId, maskedPhone, maskName } from './members.rules';
import { openPicture } from './pictures.links';

const BY = {
  id: 'SELECT * FROM members WHERE id IN (?)',
  person_id: 'SELECT * FROM members WHERE person_id IN (?)',
  card_no: 'SELECT * FROM members WHERE card_no IN (?)',
} as const;

/**
 * What other people may see of a member: a nickname, which WeChat's check passed before it was stored, and a picture
 * that has passed.
 * @rule M6a
 */
export async function shownToOthers(
  read: Reader,
  memberId: Id<'member'>,
): Promise<{ readonly nickname: string | null; readonly avatar_url: string | null }> {
  const [row] = await read.query<{ nickname: string | null; picture_id: string | null }>(
    `SELECT m.nickname AS nickname, a.picture_id AS picture_id
     FROM members m LEFT JOIN avatars a ON a.member_id = m.id AND a.state = 'passed' WHERE m.id = ?`,
    [memberId],
  );
  const picture = row?.picture_id ?? null;
  return { nickname: row?.nickname ?? null, avatar_url: picture === null ? null : openPicture(picture) };
}

/** Whether an account with one of these was closed (`closedId`). @rule M6 */
export async function wasClosed(read: Reader, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return false;
  const found = await read.query(
    `SELECT id FROM closed_identities WHERE id IN (${marks(ids.length)}) LIMIT 1`,
    ids,
  );
  return found.length > 0;
}

/** Whether a number was another member's, or that of an account that was closed. @rule R7 */
export async function wasOthers(read: Reader, hash: string, memberId: Id<'member'>): Promise<boolean> {
  const [released] = await read.query('SELECT id FROM released_phones WHERE id = ? AND member_id <> ?', [
    hash,
    memberId,
  ]);
  return released !== undefined || wasClosed(read, [closedId('phone', hash)]);
}

/** Reads of people and members, for this feature and those above it. */
@Injectable()
export class MemberDirectory {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly counts: MemberCounts,
  ) {}

  /** The person behind an openid, or null. */
  async personByOpenid(openid: string): Promise<PersonRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM people WHERE openid = ?', [openid]);
    return raw ? people.decode(raw) : null;
  }

  /** Who somebody is to WeChat. Throws for an unknown person. */
  async openidOf(personId: Id<'person'>): Promise<string> {
    const [row] = await this.database.read.query<Pick<PersonRow, 'openid'>>(
      'SELECT openid FROM people WHERE id = ?',
      [personId],
    );
    if (!row) throw new Error(`no person ${personId}`);
    return row.openid;
  }

  /** The keyed hash of a person's openid. Throws for an unknown person. @rule M6 */
  async openidHashOf(personId: Id<'person'>): Promise<string> {
    return this.keyring.fingerprint('openid', await this.openidOf(personId));
  }

  /** Whether a person once closed an account: no gifts for new members are promised to them. @rule M6 */
  async isFormer(personId: Id<'person'>): Promise<boolean> {
    return wasClosed(this.database.read, [closedId('openid', await this.openidHashOf(personId))]);
  }

  /** The member's own picture and where its check stands; null where there never was one. */
  async avatarOf(memberId: Id<'member'>): Promise<AvatarRow | null> {
    const [raw] = await this.database.read.rowsOf(
      'SELECT * FROM avatars WHERE member_id IN (?)',
      'member_id',
      memberId,
    );
    return raw ? avatars.decode(raw) : null;
  }

  /** For every authenticated request: whether the person exists and which member they are. */
  async membershipOf(personId: Id<'person'>): Promise<{ readonly member_id: Id<'member'> | null } | null> {
    const [row] = await this.database.read.rowsOf<{ member_id: Id<'member'> | null }>(
      'SELECT p.id AS person_id, m.id AS member_id FROM people p LEFT JOIN members m ON m.person_id = p.id WHERE p.id IN (?)',
      'person_id',
      personId,
    );
    return row ? { member_id: row.member_id } : null;
  }

  /** The member of a person, or null for one who has not joined. */
  async byPerson(personId: Id<'person'>): Promise<MemberRow | null> {
    return this.one('person_id', personId);
  }

  async byId(memberId: Id<'member'>): Promise<MemberRow | null> {
    return this.one('id', memberId);
  }

  /** The member of the ten digits of a member code. */
  async byCardNo(cardNo: string): Promise<MemberRow | null> {
    return this.one('card_no', cardNo);
  }

  /** The 32 bytes from which the member's codes are derived (M7). Throws for an unknown member. */
  async codeSecret(memberId: Id<'member'>): Promise<Buffer> {
    const member = await this.byId(memberId);
    if (!member) throw new Error(`no member ${memberId}`);
    return Buffer.from(this.codeSecretOf(member), 'base64url');
  }

  /** The same as it is delivered to the phone: base64url. */
  codeSecretOf(member: MemberRow): string {
    return this.keyring.open(member.code_secret_sealed);
  }

  /** The member's phone number as anybody but WeChat may see it, null without one. @rule M6 */
  phoneMaskedOf(member: MemberRow): string | null {
    return member.phone_sealed === null ? null : maskedPhone(this.keyring.open(member.phone_sealed));
  }

  /** What staff may see of a member, or null for an unknown one. @rule M6 */
  async glimpse(memberId: Id<'member'>, today: Day): Promise<MemberGlimpse | null> {
    const member = await this.byId(memberId);
    if (!member) return null;
    return {
      id: member.id,
      name_masked: maskName(member.nickname ?? ''),
      phone_masked: this.phoneMaskedOf(member),
      points: await this.counts.points(memberId, today),
      tier: await this.counts.tier(member.tier_level),
      joined_day: member.joined_day,
    };
  }

  /** What other members may see of these members' names; one nobody has is left out. @rule R8 */
  async maskedNames(ids: readonly Id<'member'>[]): Promise<ReadonlyMap<Id<'member'>, string>> {
    const asked = [...new Set(ids)];
    if (asked.length === 0) return new Map();
    const rows = await this.database.read.query<Pick<MemberRow, 'id' | 'nickname'>>(
      `SELECT id, nickname FROM members WHERE id IN (${marks(asked.length)})`,
      asked,
    );
    return new Map(rows.map(({ id, nickname }) => [id, maskName(nickname ?? '')]));
  }

  /** Members for the console, newest first, or those of a whole card number or (home) phone number. @rule M6 */
  async list(query: {
    readonly limit: number;
    readonly before: string | null;
    readonly card_no?: string | undefined;
    readonly phone?: string | undefined;
  }): Promise<MemberRow[]> {
    const { before, card_no: cardNo, phone } = query;
    const where = ['1 = 1'];
    const params: SqlValue[] = [];
    if (before !== null) {
      where.push('id < ?');
      params.push(before);
    }
    if (cardNo !== undefined) {
      where.push('card_no = ?');
      params.push(cardNo);
    }
    if (phone !== undefined) {
      where.push('phone_hash = ?');
      params.push(this.keyring.fingerprint('phone', canonicalPhone({ phone, country_code: '86' })));
    }
    const rows = await this.database.read.query(
      `SELECT * FROM members WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT ?`,
      [...params, query.limit],
    );
    return rows.map((row) => members.decode(row));
  }

  private async one(column: keyof typeof BY, value: string): Promise<MemberRow | null> {
    const [raw] = await this.database.read.rowsOf(BY[column], column, value);
    return raw ? members.decode(raw) : null;
  }
}
