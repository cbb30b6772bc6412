import { Injectable } from '@nestjs/common';
import type { Instant } from '../../../shared/kernel';
import { Random } from '../random';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Where the server takes identifiers from. Nest provider token. */
export abstract class Ids {
  /** A ULID of `at`: 10 characters of time and 16 of chance, Crockford base 32. */
  abstract ulid(at: Instant): string;
}

/** One character of Crockford base 32 for each byte. */
export function crockford(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 1) text += CROCKFORD.charAt((bytes[i] ?? 0) % 32);
  return text;
}

/** How every ULID of `at` begins: 10 characters, in the order of time. */
export function ulidTime(at: Instant): string {
  let time = '';
  for (let rest: number = at, i = 0; i < 10; i += 1) {
    time = CROCKFORD.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  return time;
}

/** ULIDs with chance from `Random`. Two of one millisecond are in no particular order. */
@Injectable()
export class RandomIds extends Ids {
  constructor(private readonly random: Random) {
    super();
  }

  ulid(at: Instant): string {
    return ulidTime(at) + crockford(this.random.bytes(16));
  }
}
