import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { press, type PadKey } from '@/components/amount-pad/amount';
import { AmountField, AmountPad } from '@/components/amount-pad/amount-pad';
import { Button } from '@/components/button/button';
import { Countdown } from '@/components/countdown/countdown';
import { CountUp } from '@/components/count-up/count-up';
import { Failure, Notice, Skeleton } from '@/components/feedback/feedback';
import { Field } from '@/components/field/field';
import { List } from '@/components/list/list';
import { Card, Segments } from '@/components/parts/parts';
import { Progress } from '@/components/progress/progress';
import { CheckBox, SwitchRow } from '@/components/toggles/toggles';
import { toast } from '@/platform/ui';
import { serverClock } from '@/services/app';
import { pointsText } from '@/services/format';
import { gallery as words } from '@/texts/zh-CN/gallery';
import { Name } from './looks';
import { endsAfter, failure, lists, offline } from './sample';

const nothing = (): void => undefined;

export function Forms() {
  const [text, setText] = useState('138 0013 800');
  const [ticked, tick] = useState(false);
  const [on, turn] = useState(true);
  return (
    <>
      <Card>
        <Field label={words.phone} value={text} error={words.phoneError} onChange={setText} />
        <Field
          label={words.nickname}
          value=""
          placeholder={words.merchant}
          hint={words.nicknameHint}
          onChange={nothing}
        />
        <Field value="6612 3456 7890" large onChange={nothing} />
        <Field value={words.merchant} disabled onChange={nothing} />
        <CheckBox text={words.tick} on={ticked} onChange={tick} />
        <CheckBox text={words.tick} on onChange={nothing} />
        <CheckBox text={words.tick} on disabled onChange={nothing} />
      </Card>
      <Card tight>
        <SwitchRow text={words.switch} hint={words.switchHint} on={on} onChange={turn} />
        <SwitchRow text={words.switch} on={false} onChange={nothing} />
        <SwitchRow text={words.switch} on disabled onChange={nothing} />
      </Card>
    </>
  );
}

export function Pad() {
  const [text, setText] = useState('');
  const type = (key: PadKey): void => setText((typed) => press(typed, key));
  return (
    <>
      <AmountField label={words.amount} text={text} />
      <AmountPad onKey={type} />
      <AmountField label={words.amount} text="128.5" />
    </>
  );
}

const TABS = ['one', 'two', 'three'] as const;

export function Moving() {
  const [tab, setTab] = useState<(typeof TABS)[number]>('one');
  const [points, setPoints] = useState(12_680);
  const [ends] = useState(() => endsAfter(serverClock.now()));
  const options = TABS.map((name, i) => ({ name, text: words.tabs[i] ?? name, count: i * 3 }));
  return (
    <>
      <Name of="Segments" />
      <Segments options={options} current={tab} onPick={setTab} />
      <Name of="Progress" />
      {[0, 1, 62, 199, 200].map((done) => (
        <Progress
          key={done}
          done={done}
          of={200}
          text={words.claimed(done, 200)}
          tone={done === 200 ? 'leaf' : 'brand'}
        />
      ))}
      <Name of="Countdown" />
      {ends.map((until, i) => (
        <View key={until} className="gallery__row">
          <Countdown
            until={until}
            text={i === 0 ? words.toEnd : words.toStart}
            onEnd={() => toast(words.over)}
          />
        </View>
      ))}
      <Name of="CountUp" />
      <View className="gallery__figure">
        <CountUp value={points} text={pointsText} />
      </View>
      <Button small kind="quiet" onTap={() => setPoints(points + 38)}>
        {words.next}
      </Button>
    </>
  );
}

export function Feedback() {
  const action = { text: words.emptyAction, tap: nothing };
  return (
    <>
      <Skeleton lines={1} />
      <Notice icon="ticket" title={words.emptyTitle} hint={words.emptyHint} action={action} />
      <Failure error={failure} retry={nothing} />
      <Failure error={offline} retry={nothing} />
    </>
  );
}

export function Lists() {
  const empty = <Notice icon="ticket" title={words.emptyTitle} hint={words.emptyHint} />;
  return (
    <>
      {Object.entries(lists).map(([state, list]) => (
        <View key={state}>
          <Name of={state} />
          <List of={list} lines={1} empty={empty}>
            {(items) => items.map((item) => <Card key={String(item)}>{words.title1}</Card>)}
          </List>
        </View>
      ))}
      <Text>{''}</Text>
    </>
  );
}
