import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { CouponValue } from '@shared/contract';
import { describeValue } from '@shared/rules/coupon-text';
import { worthParts } from './worth';

interface TicketProps {
  readonly value: CouponValue;
  readonly title: string;
  /** Below the title: until when, how many are left. */
  readonly hint: string;
  readonly merchant?: string;
  readonly tag?: ReactNode;
  readonly action?: ReactNode;
  /** Used, expired or gone: grey, with a word stamped on it. */
  readonly stamp?: string;
  readonly picked?: boolean;
  readonly onTap?: () => void;
}

/** The big figure of a coupon, ¥ and 折 small. */
export function CouponWorth({ value }: { value: CouponValue }) {
  const { amount } = describeValue(value);
  const parts = worthParts(amount);
  if (!parts) return <Text className="ticket__word">{amount}</Text>;
  return (
    <View className="ticket__worth">
      {parts.before !== '' && <Text className="ticket__unit">{parts.before}</Text>}
      <Text className={parts.figure.length > 3 ? 'ticket__figure ticket__figure--long' : 'ticket__figure'}>
        {parts.figure}
      </Text>
      {parts.after !== '' && <Text className="ticket__unit">{parts.after}</Text>}
    </View>
  );
}

/** A coupon as a paper ticket: worth on the left of the perforation, words and what to do on the right. */
export function CouponTicket(props: TicketProps) {
  const { condition } = describeValue(props.value);
  const classes = [
    'ticket',
    props.stamp !== undefined ? 'ticket--spent' : '',
    props.picked === true ? 'ticket--picked' : '',
  ];
  return (
    <View
      className={classes.filter((name) => name !== '').join(' ')}
      {...(props.onTap ? { onClick: props.onTap, hoverClass: 'ticket--pressed', ariaRole: 'button' } : {})}
    >
      <View className="ticket__side">
        <CouponWorth value={props.value} />
        {condition.split('，').map((part) => (
          <Text key={part} className="ticket__condition">
            {part}
          </Text>
        ))}
      </View>
      <View className="ticket__body">
        <View className="ticket__words">
          <View className="ticket__head">
            <Text className="ticket__title">{props.title}</Text>
            {props.tag}
          </View>
          {props.merchant !== undefined && <Text className="ticket__hint">{props.merchant}</Text>}
          <Text className="ticket__hint">{props.hint}</Text>
        </View>
        {props.action}
        {props.stamp !== undefined && <Text className="ticket__stamp">{props.stamp}</Text>}
      </View>
    </View>
  );
}
