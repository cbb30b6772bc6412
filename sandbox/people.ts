import { createHash } from 'node:crypto';
import { type Random } from './system';
import { BoundedMap } from './bounded-map';
import { base62 } from './text';

/** A WeChat user as this one mini-program sees them. `unionid` is null without an open-platform binding. */
export interface Person {
  readonly openid: string;
  readonly unionid: string | null;
}

/** What may be wished of a person; what is left out is made up. */
export interface PersonWish {
  readonly openid?: string;
  readonly unionid?: string | null;
}

const PEOPLE_MAX = 100_000;
const OPENID_CHARACTERS = 28;

/** A unionid that depends on the openid alone, so that a restarted sandbox knows the same people again. */
function derivedUnionid(openid: string): string {
  const digest = createHash('sha256').update(`unionid of ${openid}`).digest('base64url');
  return `oU${digest.slice(0, OPENID_CHARACTERS - 2)}`;
}

/** Everyone who has a WeChat account in the sandbox's world. */
export class People {
  private readonly byOpenid = new BoundedMap<string, Person>(PEOPLE_MAX);
  private readonly byUnionid = new BoundedMap<string, string>(PEOPLE_MAX);

  constructor(private readonly random: Random) {}

  /**
   * Finds or makes the person. A known openid answers the same person; a wish for another unionid moves them to it.
   * Answers `unionid_taken` when that unionid belongs to somebody else.
   */
  ensure(wish: PersonWish): Person | 'unionid_taken' {
    const openid = wish.openid ?? `o${base62(this.random, OPENID_CHARACTERS - 1)}`;
    const known = this.byOpenid.get(openid);
    if (known && (wish.unionid === undefined || wish.unionid === known.unionid)) return known;
    const unionid = wish.unionid === undefined ? derivedUnionid(openid) : wish.unionid;
    const owner = unionid === null ? undefined : this.byUnionid.get(unionid);
    if (owner !== undefined && owner !== openid) return 'unionid_taken';
    if (known?.unionid) this.byUnionid.delete(known.unionid);
    const person: Person = { openid, unionid };
    this.byOpenid.set(openid, person);
    if (unionid !== null) this.byUnionid.set(unionid, openid);
    return person;
  }

  get(openid: string): Person | undefined {
    return this.byOpenid.get(openid);
  }
}
