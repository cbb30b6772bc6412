import { useSyncExternalStore, type ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { questions } from '@/platform/ui';
import { Button } from '../button/button';

interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly text?: string;
  /** Below the text: a field, a list of what will be lost. */
  readonly children?: ReactNode;
  /** What the button says that does it. */
  readonly yes: string;
  readonly no: string;
  /** Marks what cannot be taken back. */
  readonly grave?: boolean;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onYes: () => void;
  /** The other button, or a tap beside the dialog. */
  readonly onNo: () => void;
}

/** Asks before something is done. The words say what will happen; the buttons say it again as verbs. */
export function Dialog(props: DialogProps) {
  if (!props.open) return null;
  const leave = (): void => {
    if (props.busy !== true) props.onNo();
  };
  return (
    <View className="dialog" catchMove>
      <View className="dialog__veil" onClick={leave} />
      <View className="dialog__paper" ariaRole="dialog" ariaLabel={props.title}>
        <Text className="dialog__title">{props.title}</Text>
        {props.text !== undefined && <Text className="dialog__text">{props.text}</Text>}
        {props.children}
        <View className="dialog__choice">
          <View className="dialog__side">
            <Button kind="quiet" disabled={props.busy === true} onTap={leave}>
              {props.no}
            </Button>
          </View>
          <View className="dialog__side">
            <Button
              kind={props.grave === true ? 'danger' : 'primary'}
              busy={props.busy === true}
              disabled={props.disabled === true}
              onTap={props.onYes}
            >
              {props.yes}
            </Button>
          </View>
        </View>
      </View>
    </View>
  );
}

/** The question that the app has put (`platform/ui.ask`), on the page in sight. */
export function Questioner() {
  const question = useSyncExternalStore(questions.subscribe, questions.current, questions.current);
  if (question === null) return null;
  return (
    <Dialog
      open
      {...question}
      onYes={() => questions.answer(question, true)}
      onNo={() => questions.answer(question, false)}
    />
  );
}
