import { Text, View } from '@tarojs/components';
import { Tap } from '@/components/tap/tap';
import './stepper.css';

/** One piece less, one piece more; never fewer than one. */
export function Stepper(props: {
  units: number;
  most: number;
  /** Between the two buttons. */
  text: string;
  less: string;
  more: string;
  onChange: (units: number) => void;
}) {
  const { units, most, onChange } = props;
  return (
    <View className="stepper">
      <Tap
        className="stepper__step"
        label={props.less}
        disabled={units <= 1}
        onTap={() => onChange(units - 1)}
      >
        <Text>−</Text>
      </Tap>
      <Text className="stepper__units">{props.text}</Text>
      <Tap
        className="stepper__step"
        label={props.more}
        disabled={units >= most}
        onTap={() => onChange(units + 1)}
      >
        <Text>+</Text>
      </Tap>
    </View>
  );
}
