import { Injectable } from '@nestjs/common';
import type { MemberProfile } from '../../shared/contract';
import { toRfc3339, type Instant } from '../../shared/kernel';
import { StaffDirectory } from '../staff';
import { StoreDirectory } from '../stores';
import { MemberCounts } from './members.counts';
import type { MemberRow } from './members.entity';
import { MemberDirectory } from './members.queries';
import { PictureLinks } from './pictures.links';

/** Puts together what a member sees of themselves. */
@Injectable()
export class MemberProfiles {
  constructor(
    private readonly directory: MemberDirectory,
    private readonly counts: MemberCounts,
    private readonly stores: StoreDirectory,
    private readonly staff: StaffDirectory,
    private readonly links: PictureLinks,
  ) {}

  /** The profile as of `at`; `staff` is the record this person works under, if any. */
  async of(member: MemberRow, at: Instant): Promise<MemberProfile> {
    const [counts, store, staff, avatar] = await Promise.all([
      this.counts.of(member.id, at),
      member.first_store_id === null ? null : this.stores.byId(member.first_store_id),
      this.staff.profileOfPerson(member.person_id),
      this.directory.avatarOf(member.id),
    ]);
    return {
      id: member.id,
      card_no: member.card_no,
      nickname: member.nickname,
      avatar: this.links.ownOf(avatar, at),
      phone_masked: this.directory.phoneMaskedOf(member),
      marketing_consent: member.marketing_consent,
      joined_at: toRfc3339(member.joined_at),
      points: counts.points,
      tier: null,
      birthday: null,
      coupons_usable: counts.coupons_usable,
      first_store: store ? { id: store.id, name: store.name } : null,
      staff,
    };
  }
}
