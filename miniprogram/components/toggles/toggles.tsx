import { Text, View } from '@tarojs/components';
import { Icon } from '../icon/icon';
import { Tap } from '../tap/tap';

interface ToggleProps {
  readonly text: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  /** Also while what was chosen is on its way. */
  readonly disabled?: boolean;
}

/** A small box to tick, with its sentence; part of a form that is sent by a button. */
export function CheckBox({ text, on, onChange, disabled = false }: ToggleProps) {
  return (
    <Tap
      className="check-box"
      role="checkbox"
      on={on}
      label={text}
      disabled={disabled}
      onTap={() => onChange(!on)}
    >
      <View className={on ? 'check-box__box check-box__box--on' : 'check-box__box'}>
        {on && <Icon name="check" size="small" tone="paper" />}
      </View>
      <Text className="check-box__text">{text}</Text>
    </Tap>
  );
}

/** A line with a switch, which takes effect at once; below it what it means. */
export function SwitchRow({
  text,
  hint,
  on,
  onChange,
  disabled = false,
}: ToggleProps & { readonly hint?: string }) {
  return (
    <Tap
      className="switch-row"
      role="switch"
      on={on}
      label={text}
      disabled={disabled}
      onTap={() => onChange(!on)}
    >
      <View className="switch-row__words">
        <Text>{text}</Text>
        {hint !== undefined && <Text className="switch-row__hint">{hint}</Text>}
      </View>
      <View className={on ? 'switch-row__track switch-row__track--on' : 'switch-row__track'}>
        <View className={on ? 'switch-row__knob switch-row__knob--on' : 'switch-row__knob'} />
      </View>
    </Tap>
  );
}
