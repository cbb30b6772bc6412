import { Text, View } from '@tarojs/components';
import { groupDigits } from '@shared/kernel';
import { CODE_STEP_SECONDS } from '@shared/rules/member-code';
import type { ShownCode } from '@/hooks/use-dynamic-code';
import { t } from '@/texts';
import { BarCode, QrCode } from '../code-image/code-image';
import { Skeleton } from '../feedback/feedback';
import { Icon } from '../icon/icon';
import { Ring } from '../parts/parts';
import { Tap } from '../tap/tap';

const words = t.common.code;

interface CodeProps {
  readonly code: ShownCode;
  /** Also as a bar code, for a till with a hand scanner. */
  readonly bars?: boolean;
}

/** The digits to type when nothing can be scanned: below the bars, as on a till's own labels. */
function Bars({ code }: { code: ShownCode }) {
  return <BarCode digits={code.digits} label={words.bars} />;
}

function Digits({ code }: { code: ShownCode }) {
  return <Text className="code-card__digits">{groupDigits(code.digits)}</Text>;
}

function Left({ code }: { code: ShownCode }) {
  return <Ring left={code.seconds_left} of={CODE_STEP_SECONDS} text={words.refresh(code.seconds_left)} />;
}

interface CodeCardProps extends Omit<CodeProps, 'code'> {
  /** From hooks/use-dynamic-code; null while it cannot be computed. */
  readonly code: ShownCode | null;
  /** A tap on the codes; show a CodeScreen then. */
  readonly onEnlarge?: () => void;
}

/** A code to be scanned at the counter: QR, digits, the seconds it is good for, and bars above if wanted. */
export function CodeCard({ code, bars = false, onEnlarge }: CodeCardProps) {
  if (code === null) return <Skeleton lines={1} />;
  return (
    <View className="code-card">
      {bars && (
        <>
          <Bars code={code} />
          <Digits code={code} />
        </>
      )}
      <QrCode text={code.digits} label={words.qr} />
      {!bars && <Digits code={code} />}
      <Left code={code} />
      {onEnlarge && (
        // over the canvases, which on some phones keep taps to themselves
        <Tap
          className="code-card__tap"
          pressed="code-card__tap--pressed"
          label={words.enlarge}
          onTap={onEnlarge}
        />
      )}
    </View>
  );
}

/** The code alone on the whole screen, large. A tap anywhere puts it away. */
export function CodeScreen({ code, bars = false, onClose }: CodeProps & { readonly onClose: () => void }) {
  return (
    <View className="code-screen" ariaRole="dialog" ariaLabel={words.enlarged} catchMove>
      {bars && <Bars code={code} />}
      <QrCode text={code.digits} label={words.qr} large />
      <Digits code={code} />
      <Left code={code} />
      <Tap
        className="code-screen__tap"
        pressed="code-screen__tap--pressed"
        label={t.common.close}
        onTap={onClose}
      >
        <View className="code-screen__close">
          <Icon name="close" tone="ink_faint" />
        </View>
      </Tap>
    </View>
  );
}
