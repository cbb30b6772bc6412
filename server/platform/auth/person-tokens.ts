import { Injectable } from '@nestjs/common';
import { DAY_MS, idPattern, instant, type Id, type Instant } from '../../../shared/kernel';
import { Keyring } from '../crypto';

/** How long a silent login lasts; the mini-program renews it with wx.login without anybody noticing. */
export const PERSON_TOKEN_MS = 7 * DAY_MS;

const VERSION = 'p1';
const PURPOSE = 'person-token';
const TOKEN_MAX = 200;
/** Genuine tokens remembered; the one that was checked first is forgotten first. */
const GENUINE_MAX = 20_000;
const PERSON_ID = idPattern('person');

/** Bearer tokens of persons: `p1.<person id>.<expiry, base 36>.<HMAC>`. Nothing is stored. */
@Injectable()
export class PersonTokens {
  /** What genuine tokens say: checking a signature costs a tenth of a read. A token says the same for ever. */
  private readonly genuine = new Map<
    string,
    { readonly person_id: Id<'person'>; readonly expires_at: number }
  >();

  constructor(private readonly keyring: Keyring) {}

  /** A token for the person, good for seven days from `now`. */
  issue(personId: Id<'person'>, now: Instant): { token: string; expires_at: Instant } {
    const expiresAt = instant(now + PERSON_TOKEN_MS);
    const claim = `${VERSION}.${personId}.${expiresAt.toString(36)}`;
    return { token: `${claim}.${this.keyring.sign(PURPOSE, claim)}`, expires_at: expiresAt };
  }

  /** The person of a genuine token that has not expired at `now`, else null. */
  verify(token: string, now: Instant): Id<'person'> | null {
    if (token.length > TOKEN_MAX) return null;
    const said = this.genuine.get(token) ?? this.read(token);
    return said && said.expires_at > now ? said.person_id : null;
  }

  private read(token: string): { person_id: Id<'person'>; expires_at: number } | null {
    const parts = token.split('.');
    const [version, personId = '', expiry = '', signature = ''] = parts;
    if (parts.length !== 4 || version !== VERSION) return null;
    if (!this.keyring.verify(PURPOSE, `${version}.${personId}.${expiry}`, signature)) return null;
    if (!PERSON_ID.test(personId)) return null;
    const said = { person_id: personId as Id<'person'>, expires_at: parseInt(expiry, 36) };
    if (this.genuine.size >= GENUINE_MAX) {
      const [oldest = ''] = this.genuine.keys();
      this.genuine.delete(oldest);
    }
    this.genuine.set(token, said);
    return said;
  }
}
