import { View } from '@tarojs/components';
import { Field } from '@/components/field/field';
import { Tap } from '@/components/tap/tap';
import './reason-pick.css';

/** As many characters as the server takes. */
const REASON_MAX = 100;

interface ReasonPickProps {
  /** The usual ones, to tap. */
  readonly reasons: readonly string[];
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** Why something is taken back: one of the usual reasons, or in one's own words. */
export function ReasonPick({ reasons, placeholder, value, onChange }: ReasonPickProps) {
  return (
    <>
      <View className="reason__all">
        {reasons.map((text) => (
          <Tap
            key={text}
            className={text === value ? 'reason__one reason__one--on' : 'reason__one'}
            role="radio"
            on={text === value}
            onTap={() => onChange(text)}
          >
            {text}
          </Tap>
        ))}
      </View>
      <Field value={value} maxlength={REASON_MAX} placeholder={placeholder} onChange={onChange} />
    </>
  );
}
