import { Input, Text, View } from '@tarojs/components';

interface FieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Above the field; also what is read aloud. */
  readonly label?: string;
  readonly placeholder?: string;
  /** Below the field, until there is an error to say. */
  readonly hint?: string;
  readonly error?: string | null;
  readonly maxlength?: number;
  readonly type?: 'text' | 'number' | 'nickname';
  /** Large digits, to be compared with what stands on another screen. */
  readonly large?: boolean;
  readonly focus?: boolean;
  readonly disabled?: boolean;
  readonly onDone?: () => void;
  readonly onBlur?: (text: string) => void;
}

/** One line to type, with its label above and what is wrong with it below. */
export function Field(props: FieldProps) {
  const wrong = typeof props.error === 'string' && props.error !== '';
  const below = wrong ? props.error : props.hint;
  const { label, onBlur, onDone } = props;
  const classes = [
    'field__input',
    props.large === true ? 'field__input--large' : '',
    wrong ? 'field__input--wrong' : '',
    props.disabled === true ? 'field__input--disabled' : '',
  ];
  return (
    <View className="field">
      {label !== undefined && <Text className="field__label">{label}</Text>}
      <Input
        className={classes.filter((name) => name !== '').join(' ')}
        placeholderClass="field__placeholder"
        value={props.value}
        type={props.type ?? 'text'}
        maxlength={props.maxlength ?? 140}
        placeholder={props.placeholder ?? ''}
        focus={props.focus === true}
        disabled={props.disabled === true}
        ariaLabel={label ?? props.placeholder ?? ''}
        onInput={(event) => props.onChange(event.detail.value)}
        {...(onDone ? { onConfirm: onDone } : {})}
        {...(onBlur ? { onBlur: (event) => onBlur(event.detail.value) } : {})}
      />
      {below !== undefined && <Text className={wrong ? 'field__error' : 'field__hint'}>{below}</Text>}
    </View>
  );
}
