import { Text, View } from '@tarojs/components';
import { color, contrast, type ColorName } from '@shared/design';
import { Avatar } from '@/components/avatar/avatar';
import { ShopArt } from '@/components/art/shop';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Icon, type IconName } from '@/components/icon/icon';
import { SHAPES } from '@/components/icon/shapes';
import { MemberBar } from '@/components/member-bar/member-bar';
import { Card, Heading, MenuRow, Money, Ring, Tag } from '@/components/parts/parts';
import { gallery as words } from '@/texts/zh-CN/gallery';
import { member, values } from './sample';

const nothing = (): void => undefined;

/** What stands above a sample: the name a programmer knows it by. */
export function Name({ of }: { of: string }) {
  return <Text className="gallery__name">{of}</Text>;
}

function inkOn(name: ColorName): string {
  const ground = color[name];
  return ground.startsWith('#') && contrast(color.ink, ground) < 4.5 ? color.paper : color.ink;
}

export function Colours() {
  return (
    <View className="gallery__row">
      {(Object.keys(color) as ColorName[]).map((name) => (
        <View key={name} className="gallery__swatch" style={{ background: color[name], color: inkOn(name) }}>
          {name}
        </View>
      ))}
    </View>
  );
}

const KINDS = ['primary', 'quiet', 'danger', 'plain'] as const;
const STATES = [{}, { busy: true }, { disabled: true }];

export function Buttons() {
  const texts = { primary: words.button, quiet: words.quiet, danger: words.danger, plain: words.plain };
  return (
    <>
      {KINDS.map((kind) => (
        <View key={kind}>
          <Name of={`${kind}: rest, busy, disabled; small`} />
          <View className="gallery__row">
            {STATES.map((state, i) => (
              <Button key={i} kind={kind} onTap={nothing} {...state}>
                {texts[kind]}
              </Button>
            ))}
            {STATES.map((state, i) => (
              <Button key={`small ${i}`} kind={kind} small onTap={nothing} {...state}>
                {texts[kind]}
              </Button>
            ))}
          </View>
        </View>
      ))}
    </>
  );
}

const TONES = ['leaf', 'amber', 'gold', 'brand', 'quiet'] as const;

export function Cells() {
  return (
    <>
      <Heading text={words.heading} more={{ text: words.all, tap: nothing }} />
      <Card tight>
        <MenuRow icon="ticket" text={words.heading} onTap={nothing} />
        <MenuRow icon="store" text={words.store} hint={words.storeHint} onTap={nothing} />
        <MenuRow icon="paper" text={words.title2} hint={words.title2} onTap={nothing} />
      </Card>
      <Card onTap={nothing}>{words.title2}</Card>
      <MemberBar member={member} />
      <Name of="Tag" />
      <View className="gallery__row">
        {TONES.map((tone) => (
          <Tag key={tone} tone={tone} text={tone === 'leaf' ? words.open : words.soon} />
        ))}
      </View>
      <Name of="Money" />
      <View className="gallery__row">
        <Money fen={1_250} />
        <Money fen={-300} size="lead" />
        <Money fen={123_400} size="figure" />
        <Money fen={8_888_888} size="hero" />
      </View>
      <Name of="Avatar, Ring" />
      <View className="gallery__row">
        <Avatar size="small" />
        <Avatar />
        <Avatar size="large" src="data:image/svg+xml,broken" />
        <Ring left={37} of={60} text="37" />
        <Ring left={60} of={60} text="60" />
        <Ring left={1} of={60} text="1" />
      </View>
    </>
  );
}

export function Tickets() {
  const action = (
    <Button small onTap={nothing}>
      {words.emptyAction}
    </Button>
  );
  const tag = <Tag text={words.soon} tone="amber" />;
  const plain = { title: words.title1, hint: words.hint, merchant: words.merchant };
  return (
    <>
      <CouponTicket value={values.off} {...plain} action={action} tag={tag} onTap={nothing} />
      <CouponTicket value={values.percent} {...plain} title={words.title2} action={action} />
      <CouponTicket value={values.exchange} {...plain} picked onTap={nothing} />
      <CouponTicket value={values.off} {...plain} stamp={words.stamp} />
      <CouponTicket value={values.exchange} title={words.title2} hint={words.hint} stamp={words.stamp} />
      <ShopArt />
    </>
  );
}

export function Icons() {
  return (
    <View className="gallery__row">
      {(Object.keys(SHAPES) as IconName[]).map((name) => (
        <View key={name} className="gallery__icon">
          <Icon name={name} size="large" />
          <Text>{name}</Text>
        </View>
      ))}
    </View>
  );
}
