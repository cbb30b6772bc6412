import { Text, View } from '@tarojs/components';
import type { PointsLine } from '@shared/contract';
import { pointsText, shortDay, signedPoints, timeOf, yearMonth } from '@/services/format';
import { t } from '@/texts';

const words = t.member.points;

function Line({ line }: { line: PointsLine }) {
  return (
    <View className="points__line">
      <View className="points__line-words">
        <Text className="points__line-title">{line.title}</Text>
        <Text className="points__line-hint">
          {shortDay(line.day)} {timeOf(line.at)}
        </Text>
      </View>
      <View className="points__line-figures">
        <Text className={line.points > 0 ? 'points__in' : 'points__out'}>{signedPoints(line.points)}</Text>
        <Text className="points__line-hint">{words.after(pointsText(line.balance_after))}</Text>
      </View>
    </View>
  );
}

interface Month {
  readonly name: string;
  readonly lines: readonly PointsLine[];
}

/** Lines in their order, one group for each month. */
function byMonth(lines: readonly PointsLine[]): Month[] {
  const months: { name: string; lines: PointsLine[] }[] = [];
  for (const line of lines) {
    const { year, month } = yearMonth(line.day);
    const name = words.month(year, month);
    const last = months[months.length - 1];
    if (last?.name === name) last.lines.push(line);
    else months.push({ name, lines: [line] });
  }
  return months;
}

/** Each movement in plain words with the balance after it, month by month. @rule P10 */
export function Statement({ lines }: { lines: readonly PointsLine[] }) {
  return (
    <>
      {byMonth(lines).map((month) => (
        <View key={month.name}>
          <Text className="points__month">{month.name}</Text>
          <View className="points__lines">
            {month.lines.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </View>
        </View>
      ))}
    </>
  );
}
