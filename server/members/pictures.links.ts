import { Injectable } from '@nestjs/common';
import type { Avatar } from '../../shared/contract';
import { HOUR_MS, type Instant } from '../../shared/kernel';
import { Config } from '../platform/config';
import { Keyring } from '../platform/crypto';
import { API_PREFIX } from '../platform/http';
import type { AvatarRow } from './members.entity';

const PURPOSE = 'picture';

/** The address of a picture that everybody may look at, below the API's. */
export function openPicture(id: string): string {
  return `/pictures/${id}`;
}

/** Addresses of pictures: plain where everybody may look, signed for a while where not. @rule M6a */
@Injectable()
export class PictureLinks {
  constructor(
    private readonly keyring: Keyring,
    private readonly config: Config,
  ) {}

  /** What a member is told of their own picture. */
  ownOf(avatar: AvatarRow | null, now: Instant): Avatar | null {
    if (!avatar || avatar.state === 'none') return null;
    const { state, picture_id: id } = avatar;
    if (id === null) return { url: null, state };
    return { url: state === 'passed' ? openPicture(id) : this.signed(id, now), state };
  }

  /** Where WeChat fetches a picture that it is to check. */
  forCheck(id: string, now: Instant): string {
    return `${this.config.public_url}${API_PREFIX}${this.signed(id, now)}`;
  }

  isSigned(id: string, until: number | undefined, signature: string | undefined, now: Instant): boolean {
    if (until === undefined || signature === undefined || until < now) return false;
    return this.keyring.verify(PURPOSE, `${id} ${until}`, signature);
  }

  /** Good for one to two hours, and the same within an hour, so that phones need not fetch it again and again. */
  private signed(id: string, now: Instant): string {
    const until = (Math.floor(now / HOUR_MS) + 2) * HOUR_MS;
    return `/pictures/${id}?until=${until}&signature=${this.keyring.sign(PURPOSE, `${id} ${until}`)}`;
  }
}
