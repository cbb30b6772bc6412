import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { t } from '@/texts';
import { pointsText, yuan } from '@/services/format';
import { Icon, type IconName } from '../icon/icon';
import { Tap } from '../tap/tap';

/** Money with a small ¥ and small decimals. */
export function Money({ fen, size = 'body' }: { fen: number; size?: 'body' | 'lead' | 'figure' | 'hero' }) {
  const [whole, decimals] = yuan(Math.abs(fen)).split('.');
  return (
    <View className={`money money--${size}`}>
      <Text className="money__small">{fen < 0 ? `-${t.common.yuan}` : t.common.yuan}</Text>
      <Text className="money__whole">{whole}</Text>
      {decimals !== undefined && <Text className="money__small">.{decimals}</Text>}
    </View>
  );
}

/** A white card. */
export function Card({
  children,
  onTap,
  tight,
}: {
  children: ReactNode;
  onTap?: () => void;
  tight?: boolean;
}) {
  const name = tight === true ? 'card card--tight' : 'card';
  return onTap ? (
    <Tap className={name} pressed="card--pressed" onTap={onTap}>
      {children}
    </Tap>
  ) : (
    <View className={name}>{children}</View>
  );
}

/** A heading inside a page, with a small way to more on the right. */
export function Heading({ text, more }: { text: string; more?: { text: string; tap: () => void } }) {
  return (
    <View className="heading">
      <Text className="heading__text">{text}</Text>
      {more && (
        <Tap className="heading__more" onTap={more.tap}>
          <Text>{more.text}</Text>
          <Icon name="next" size="small" tone="ink_faint" />
        </Tap>
      )}
    </View>
  );
}

/** One line of a menu. */
export function MenuRow(props: {
  icon: IconName;
  text: string;
  hint?: string | undefined;
  onTap: () => void;
}) {
  return (
    <Tap className="menu-row" onTap={props.onTap}>
      <Icon name={props.icon} tone="ink_soft" />
      <Text className="menu-row__text">{props.text}</Text>
      {props.hint !== undefined && <Text className="menu-row__hint">{props.hint}</Text>}
      <Icon name="next" size="small" tone="ink_off" />
    </Tap>
  );
}

/** A short word on a tinted ground. */
export function Tag({ text, tone }: { text: string; tone: 'leaf' | 'amber' | 'gold' | 'quiet' | 'brand' }) {
  return <Text className={`tag tag--${tone}`}>{text}</Text>;
}

/** A row of choices of which one is on, each with how many there are, if that is known. */
export function Segments<Name extends string>(props: {
  options: readonly { readonly name: Name; readonly text: string; readonly count?: number | undefined }[];
  current: Name;
  onPick: (name: Name) => void;
}) {
  return (
    <View className="segments">
      {props.options.map(({ name, text, count }) => (
        <Tap
          key={name}
          className={`segments__one ${name === props.current ? 'segments__one--on' : ''}`}
          role="tab"
          on={name === props.current}
          onTap={() => props.onPick(name)}
        >
          <Text>{text}</Text>
          {count !== undefined && <Text className="segments__count">{pointsText(count)}</Text>}
        </Tap>
      ))}
    </View>
  );
}

/** Seconds until a code changes, as a ring that empties. */
export function Ring({ left, of, text }: { left: number; of: number; text: string }) {
  const share = Math.round((left / of) * 100);
  return (
    <View className="ring">
      <View
        className="ring__disc"
        style={{ background: `conic-gradient(var(--color-leaf) ${share}%, var(--color-line) 0)` }}
      >
        <View className="ring__hole" />
      </View>
      <Text className="ring__text">{text}</Text>
    </View>
  );
}
