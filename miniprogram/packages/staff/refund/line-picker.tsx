import { Text, View } from '@tarojs/components';
import type { RefundablePurchase } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { Card, Money } from '@/components/parts/parts';
import { Tap } from '@/components/tap/tap';
import { t } from '@/texts';
import { Stepper } from '../stepper';
import { lineLeftFen, unitsFen, unitsLeft } from './lines';

const words = t.staff.refund.lines;
type Line = RefundablePurchase['lines'][number];

function LineRow({
  line,
  units,
  onChange,
}: {
  line: Line;
  units: number;
  onChange: (units: number) => void;
}) {
  const most = unitsLeft(line);
  const gone = most === 0;
  const on = units > 0;
  return (
    <View className="refund__line">
      <Tap
        className="refund__line-main"
        role="checkbox"
        on={on}
        label={line.name}
        disabled={gone}
        onTap={() => onChange(on ? 0 : most)}
      >
        <View className={on ? 'check-box__box check-box__box--on' : 'check-box__box'}>
          {on && <Icon name="check" size="small" tone="paper" />}
        </View>
        <View className="refund__words">
          <Text>{line.name}</Text>
          <Text className="staff__hint">{gone ? words.gone : words.one(line.quantity)}</Text>
        </View>
        <Money fen={on ? unitsFen(line, units) : lineLeftFen(line)} />
      </Tap>
      {on && most > 1 && (
        <Stepper
          units={units}
          most={most}
          text={words.units(units, most)}
          less={words.less}
          more={words.more}
          onChange={onChange}
        />
      )}
    </View>
  );
}

/** Which goods come back, and how many of each. */
export function LinePicker(props: {
  lines: readonly Line[];
  /** Pieces picked, line by line. */
  units: readonly number[];
  onChange: (units: readonly number[]) => void;
}) {
  const { lines, units, onChange } = props;
  return (
    <Card tight>
      {lines.map((line, index) => (
        <LineRow
          key={index}
          line={line}
          units={units[index] ?? 0}
          onChange={(next) => onChange(lines.map((_, i) => (i === index ? next : (units[i] ?? 0))))}
        />
      ))}
    </Card>
  );
}
