import { useState } from 'react';
import { Button as NativeSubmit, Form, Input, Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { Card } from '@/components/parts/parts';
import { useAction } from '@/hooks/use-action';
import { IN_WECHAT } from '@/platform/env';
import { toast } from '@/platform/ui';
import type { ApiError } from '@/services/api-error';
import { changeNickname } from '@/services/members';
import { readNickname } from '@/services/nickname';
import { t } from '@/texts';

const words = t.member.profile.nickname;

/** The server's word on the name itself, else its sentence on the whole. */
function problemOf(error: ApiError): string {
  return error.facts.fields?.find(({ field }) => field === 'nickname')?.problem ?? error.detail;
}

/** Saves a name, or says what is wrong with it. */
function useSaving() {
  const [problem, setProblem] = useState<string | null>(null);
  const save = useAction(
    async (typed: string) => {
      const read = readNickname(typed);
      if (read.kind === 'too_long') {
        setProblem(words.tooLong(read.length));
        return;
      }
      setProblem(null);
      await changeNickname(read.nickname);
      toast(read.nickname === null ? words.removed : words.saved);
    },
    (error) => setProblem(problemOf(error)),
  );
  return { problem, setProblem, save };
}

/**
 * My name. WeChat checks what was typed after the field is left, and may empty it without a word; so what counts is
 * what stands in the form when it is sent, and a field that emptied itself takes no name away.
 */
export function NicknameForm({ nickname }: { nickname: string | null }) {
  const [typed, setTyped] = useState(nickname ?? '');
  const { problem, setProblem, save } = useSaving();
  const send = (standing: string): void => {
    if (standing.trim() === '' && typed.trim() !== '') {
      setTyped('');
      setProblem(words.emptied);
    } else {
      save.run(standing);
    }
  };
  const label = save.busy ? words.saving : words.save;
  const field = (
    <View className="profile__field">
      <Text className="profile__label">{words.label}</Text>
      <Input
        className="profile__input"
        name="nickname"
        type="nickname"
        value={typed}
        placeholder={words.placeholder}
        placeholderClass="profile__placeholder"
        maxlength={-1}
        ariaLabel={words.label}
        onInput={({ detail }) => {
          setTyped(detail.value);
          setProblem(null);
        }}
      />
      {IN_WECHAT ? (
        <NativeSubmit className="native-button profile__save" formType="submit">
          <View className="button button--quiet button--small">{label}</View>
        </NativeSubmit>
      ) : (
        // the preview's form hears fingers only
        <Button small kind="quiet" busy={save.busy} onTap={() => send(typed)}>
          {label}
        </Button>
      )}
    </View>
  );
  return (
    <Card>
      {IN_WECHAT ? (
        <Form
          onSubmit={({ detail }) =>
            send((detail.value as { nickname?: string } | undefined)?.nickname ?? typed)
          }
        >
          {field}
        </Form>
      ) : (
        field
      )}
      <Text className={problem === null ? 'profile__hint' : 'profile__problem'}>{problem ?? words.hint}</Text>
    </Card>
  );
}
