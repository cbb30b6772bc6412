import { useEffect, useSyncExternalStore } from 'react';
import { Button as NativeButton, Text, View } from '@tarojs/components';
import { openPrivacyGuide, privacyDesk } from '@/platform/privacy';
import { go } from '@/platform/router';
import { toast } from '@/platform/ui';
import { t } from '@/texts';
import { Button } from '../button/button';
import { Sheet } from '../sheet/sheet';
import { Tap } from '../tap/tap';

/** WeChat checks that this very button was tapped. */
const AGREE_ID = 'privacy-agree';
const words = t.common.privacy;

function refuse(): void {
  privacyDesk.refuse();
  toast(words.refused);
}

function readGuide(): void {
  void openPrivacyGuide().then((opened) => {
    if (!opened) go('terms', { of: 'privacy' });
  });
}

function Question() {
  useEffect(() => privacyDesk.shown(), []);
  return (
    <Sheet open title={words.title} onClose={refuse}>
      <Text className="privacy__lead">{words.lead}</Text>
      {words.uses.map((use) => (
        <View key={use} className="privacy__use">
          <View className="privacy__dot" />
          <Text>{use}</Text>
        </View>
      ))}
      <Tap className="privacy__link" role="link" onTap={readGuide}>
        <Text>{words.guide}</Text>
      </Tap>
      <NativeButton
        id={AGREE_ID}
        className="button button--primary privacy__agree"
        openType="agreePrivacyAuthorization"
        onAgreePrivacyAuthorization={() => privacyDesk.agree(AGREE_ID)}
      >
        {words.agree}
      </NativeButton>
      <Button kind="plain" onTap={refuse}>
        {words.refuse}
      </Button>
    </Sheet>
  );
}

/** Asks for consent to the privacy guide when a feature first needs personal data; everything else works without. */
export function PrivacySheet() {
  const open = useSyncExternalStore(privacyDesk.subscribe, privacyDesk.isOpen, privacyDesk.isOpen);
  return open ? <Question /> : null;
}
