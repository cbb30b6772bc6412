import { Text, View } from '@tarojs/components';
import type { MemberProfile } from '@shared/contract';
import { groupDigits } from '@shared/kernel';
import { Shown } from '@/components/feedback/feedback';
import { Page } from '@/components/page/page';
import { Card } from '@/components/parts/parts';
import { dayOf, fullDay } from '@/services/format';
import { t } from '@/texts';
import { AvatarPart } from './avatar-part';
import { BirthdayRow } from './birthday-row';
import { NicknameForm } from './nickname-form';
import { PhoneRow } from './phone-row';
import { useProfile } from './use-profile';
import './index.css';

const words = t.member.profile;

function Row({ label, value }: { label: string; value: string }) {
  return (
    <View className="profile__row">
      <Text className="profile__label">{label}</Text>
      <Text className="profile__value">{value}</Text>
    </View>
  );
}

/** What is set once, or cannot be changed here. */
function Facts({ member }: { member: MemberProfile }) {
  return (
    <Card tight>
      <PhoneRow masked={member.phone_masked} />
      <BirthdayRow birthday={member.birthday} />
      <Row label={words.cardNo} value={groupDigits(member.card_no)} />
      <Row label={words.joinedOn} value={fullDay(dayOf(member.joined_at))} />
      {member.first_store && <Row label={words.firstStore} value={member.first_store.name} />}
    </Card>
  );
}

function ProfilePage() {
  const profile = useProfile();
  return (
    <Page title={words.title} onRefresh={profile.reload} refreshing={profile.loading}>
      <Shown of={profile}>
        {(member) => (
          <>
            <AvatarPart member={member} />
            <NicknameForm nickname={member.nickname} />
            <Facts member={member} />
            <Text className="profile__note">{words.note}</Text>
          </>
        )}
      </Shown>
    </Page>
  );
}

export default ProfilePage;
