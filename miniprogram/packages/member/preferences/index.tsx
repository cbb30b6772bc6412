import { Text } from '@tarojs/components';
import type { MemberProfile } from '@shared/contract';
import { Shown } from '@/components/feedback/feedback';
import { Page } from '@/components/page/page';
import { Card, Heading, MenuRow } from '@/components/parts/parts';
import { SwitchRow } from '@/components/toggles/toggles';
import { useAction } from '@/hooks/use-action';
import { IN_WECHAT, VERSION } from '@/platform/env';
import { openPrivacyGuide } from '@/platform/privacy';
import { go } from '@/platform/router';
import { openSettings } from '@/platform/settings';
import { toast } from '@/platform/ui';
import { changeMarketing } from '@/services/members';
import { t } from '@/texts';
import { useProfile } from '../profile/use-profile';
import './index.css';

const words = t.member.preferences;

/** The switch shows what is recorded: it moves when the server has said so. @rule M6 */
function Reminders({ member }: { member: MemberProfile }) {
  const change = useAction(async (on: boolean) => {
    await changeMarketing(on);
    toast(on ? words.on : words.off);
  });
  return (
    <>
      <Heading text={words.reminders} />
      <Card tight>
        <SwitchRow
          text={words.marketing}
          hint={words.marketingHint}
          on={member.marketing_consent}
          disabled={change.busy}
          onChange={change.run}
        />
      </Card>
      <Text className="preferences__note">{words.necessary}</Text>
    </>
  );
}

function readGuide(): void {
  void openPrivacyGuide().then((opened) => {
    if (!opened) toast(words.guideMissing);
  });
}

function Privacy() {
  return (
    <>
      <Heading text={words.privacy} />
      <Card tight>
        <MenuRow icon="shield" text={t.member.me.privacy} onTap={() => go('terms', { of: 'privacy' })} />
        <MenuRow icon="paper" text={t.member.me.terms} onTap={() => go('terms', { of: 'terms' })} />
        {IN_WECHAT && <MenuRow icon="paper" text={words.guide} onTap={readGuide} />}
        {IN_WECHAT && (
          <MenuRow
            icon="pin"
            text={words.permissions}
            hint={words.permissionsHint}
            onTap={() => void openSettings()}
          />
        )}
      </Card>
      <Text className="preferences__note">{words.rights}</Text>
    </>
  );
}

function PreferencesPage() {
  const profile = useProfile();
  return (
    <Page title={words.title} onRefresh={profile.reload} refreshing={profile.loading}>
      <Shown of={profile} lines={1}>
        {(member) => <Reminders member={member} />}
      </Shown>
      <Privacy />
      <Text className="preferences__version">
        {t.common.program} {words.version(VERSION)}
      </Text>
    </Page>
  );
}

export default PreferencesPage;
