import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/kernel';
import { Keyring } from '../platform/crypto';
import { base62Of } from './base62';

/** 95 bits: nobody guesses it within seven days. */
const CODE_LENGTH = 16;

/**
 * Invitation codes. A code is derived from the record and its invitation's number, so a replayed answer shows the
 * same one, and the database holds nothing that would let its reader in.
 * @rule S1
 */
@Injectable()
export class InvitationCodes {
  constructor(private readonly keyring: Keyring) {}

  /** The code of a record's `version`th invitation: 16 letters and digits. */
  codeOf(staffId: Id<'staff'>, version: number): string {
    return base62Of(this.keyring.sign('invitation', `${staffId}.${version}`), CODE_LENGTH);
  }

  /** What a code is found by: a keyed hash. */
  hashOf(code: string): string {
    return this.keyring.sign('invitation-lookup', code);
  }
}
