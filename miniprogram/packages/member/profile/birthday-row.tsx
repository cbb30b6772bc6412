import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { MemberProfile } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { useAction } from '@/hooks/use-action';
import { useToday } from '@/hooks/use-today';
import { ask, toast } from '@/platform/ui';
import { shortDay } from '@/services/format';
import { refreshMe, setBirthday } from '@/services/members';
import { t } from '@/texts';

const words = t.member.profile.birthday;
/** A leap year: nobody is denied the 29th of February. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

function Numbers(props: {
  of: readonly number[];
  picked: number | null;
  text: (one: number) => string;
  wide?: boolean;
  onPick: (one: number) => void;
}) {
  const base = props.wide === true ? 'birthday__one birthday__one--wide' : 'birthday__one';
  return (
    <View className="birthday__numbers">
      {props.of.map((one) => (
        <Tap
          key={one}
          className={one === props.picked ? `${base} birthday__one--on` : base}
          role="radio"
          on={one === props.picked}
          onTap={() => props.onPick(one)}
        >
          <Text>{props.text(one)}</Text>
        </Tap>
      ))}
    </View>
  );
}

/** Month, then day; asked once more before it is set for good. @rule M6a */
function BirthdaySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [month, setMonth] = useState<number | null>(null);
  const [day, setDay] = useState<number | null>(null);
  const save = useAction(
    async (picked: { month: number; day: number }) => {
      await setBirthday(picked);
      toast(words.saved);
      onClose();
    },
    (error) => {
      toast(error.detail);
      // it was set on another phone
      if (error.code === 'birthday_set') void refreshMe().then(onClose, onClose);
    },
  );
  const sure = (picked: { month: number; day: number }): void => {
    const { title, ...rest } = words.sure;
    const question = { ...rest, title: title(t.common.monthDay(picked.month, picked.day)) };
    void ask(question).then((yes) => {
      if (yes) save.run(picked);
    });
  };
  const pickMonth = (picked: number): void => {
    setMonth(picked);
    if (day !== null && day > (DAYS[picked - 1] ?? 0)) setDay(null);
  };
  const complete = month !== null && day !== null ? { month, day } : null;
  return (
    <Sheet open={open} title={words.sheet} onClose={onClose}>
      <Text className="profile__hint">{words.pickMonth}</Text>
      <Numbers of={upTo(12)} picked={month} text={words.month} wide onPick={pickMonth} />
      {month !== null && (
        <>
          <Text className="profile__hint">{words.pickDay(month)}</Text>
          <Numbers of={upTo(DAYS[month - 1] ?? 31)} picked={day} text={words.day} onPick={setDay} />
        </>
      )}
      <View className="birthday__foot">
        <Button busy={save.busy} disabled={complete === null} onTap={() => complete && sure(complete)}>
          {complete ? words.use(t.common.monthDay(complete.month, complete.day)) : words.pickFirst}
        </Button>
      </View>
    </Sheet>
  );
}

/** My birthday, or the offer to set it, once. @rule M6a */
export function BirthdayRow({ birthday }: { birthday: MemberProfile['birthday'] }) {
  const [open, setOpen] = useState(false);
  const today = useToday();
  if (birthday) {
    return (
      <View className="profile__row">
        <View className="profile__row-words">
          <Text className="profile__label">{words.label}</Text>
          {birthday.counts_from > today && (
            <Text className="profile__hint">{words.countsFrom(shortDay(birthday.counts_from))}</Text>
          )}
        </View>
        <Text className="profile__value">{t.common.monthDay(birthday.month, birthday.day)}</Text>
      </View>
    );
  }
  return (
    <>
      <Tap className="profile__row" onTap={() => setOpen(true)}>
        <View className="profile__row-words">
          <Text className="profile__label">{words.label}</Text>
          <Text className="profile__hint">{words.why}</Text>
        </View>
        <Text className="profile__action">{words.set}</Text>
      </Tap>
      <BirthdaySheet open={open} onClose={() => setOpen(false)} />
    </>
  );
}
