import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { MemberProfile } from '@shared/contract';
import { Avatar } from '@/components/avatar/avatar';
import { Button } from '@/components/button/button';
import { NativeButton } from '@/components/native-button/native-button';
import { Tap } from '@/components/tap/tap';
import { useAction } from '@/hooks/use-action';
import { IN_WECHAT } from '@/platform/env';
import { choosePictureFile, pictureAt, PictureError } from '@/platform/files';
import type { Picture } from '@/platform/picture-file';
import { toast } from '@/platform/ui';
import { avatarUrl, changeAvatar, removeAvatar } from '@/services/members';
import { t } from '@/texts';

const words = t.member.profile.avatar;

/** What the button of WeChat tells: a temporary path. */
interface ChosenAvatar {
  readonly detail: { readonly avatarUrl: string };
}

/** Sends what was chosen; null means the person turned away. */
function useUpload() {
  return useAction(async (choose: () => Promise<Picture | null>) => {
    const picture = await choose().catch((error: unknown) => {
      if (!(error instanceof PictureError)) throw error;
      toast(words.failed[error.reason]);
      return null;
    });
    if (picture === null) return;
    await changeAvatar(picture.base64);
    toast(words.changed);
  });
}

function Chooser({
  choose,
  children,
}: {
  choose: (by: () => Promise<Picture | null>) => void;
  children: ReactNode;
}) {
  if (!IN_WECHAT) {
    return (
      <Tap className="profile__chooser" label={words.change} onTap={() => choose(choosePictureFile)}>
        {children}
      </Tap>
    );
  }
  return (
    <NativeButton
      className="profile__chooser"
      openType="chooseAvatar"
      ariaLabel={words.change}
      onChooseAvatar={(event: ChosenAvatar) => choose(() => pictureAt(event.detail.avatarUrl))}
    >
      {children}
    </NativeButton>
  );
}

/** My picture, what WeChat says of it, and how to change it or take it away. @rule M6a */
export function AvatarPart({ member }: { member: MemberProfile }) {
  const upload = useUpload();
  const removal = useAction(async () => {
    await removeAvatar();
    toast(words.removed);
  });
  const { avatar } = member;
  const state = avatar === null ? words.none : words.state[avatar.state];
  return (
    <View className="profile__face">
      <Chooser choose={upload.run}>
        <Avatar src={avatarUrl(member)} size="large" />
        <Text className="profile__change">{upload.busy ? words.sending : words.change}</Text>
      </Chooser>
      {state !== '' && <Text className="profile__state">{state}</Text>}
      {avatar !== null && (
        <Button kind="plain" small busy={removal.busy} onTap={removal.run}>
          {words.remove}
        </Button>
      )}
    </View>
  );
}
