import { Injectable } from '@nestjs/common';
import type { Birthday, MemberProfile } from '../../shared/contract';
import { dayIn, toRfc3339, type Instant } from '../../shared/kernel';
import { birthdayCountsFrom } from '../../shared/rules';
import { Config } from '../platform/config';
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
    private readonly config: Config,
  ) {}

  /** The profile as of `at`; `staff` is the record this person works under, if any. */
  async of(member: MemberRow, at: Instant): Promise<MemberProfile> {
    const [counts, store, staff, avatar, tier] = await Promise.all([
      this.counts.of(member.id, at),
      member.first_store_id === null ? null : this.stores.byId(member.first_store_id),
      this.staff.profileOfPerson(member.person_id),
      this.directory.avatarOf(member.id),
      this.counts.tier(member.tier_level),
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
      tier,
      birthday: this.birthdayOf(member),
      coupons_usable: counts.coupons_usable,
      first_store: store ? { id: store.id, name: store.name } : null,
      staff,
    };
  }

  /** @rule M6a */
  private birthdayOf(member: MemberRow): Birthday | null {
    const { birthday_month: month, birthday_day: day, birthday_set_at: setAt } = member;
    if (month === null || day === null || setAt === null) return null;
    const counts_from = birthdayCountsFrom(dayIn(setAt, this.config.program.timezone));
    return { month, day, counts_from };
  }
}
