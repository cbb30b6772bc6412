import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { PointsSummary } from '@shared/contract';
import { CountUp } from '@/components/count-up/count-up';
import { Icon } from '@/components/icon/icon';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { dayOf, fullDay, pointsText, shortDay } from '@/services/format';
import { t } from '@/texts';

const words = t.member.points;

/** Every day on which points end, soonest first. @rule P2 */
function Expiries({ expiries }: { expiries: PointsSummary['expiries'] }) {
  return (
    <View className="points__expiries">
      {expiries.map(({ on, points }) => (
        <View key={on ?? ''} className="points__expiry-row">
          <Text>{on === null ? words.neverExpires : words.expiresOn(fullDay(on))}</Text>
          <Text className="points__expiry-figure">{words.points(pointsText(points))}</Text>
        </View>
      ))}
      <Text className="points__expiries-hint">{words.expiriesHint}</Text>
    </View>
  );
}

/** What rests until the time to return things has passed, and when the next of it arrives. @rule P4 */
function Resting({ pending, next_arrival: next }: PointsSummary) {
  return (
    <View className="points__aside">
      <Icon name="clock" tone="gold" />
      <View className="points__aside-words">
        <Text className="points__aside-title">{words.pending(pointsText(pending))}</Text>
        <Text className="points__aside-hint">
          {next ? words.arrival(pointsText(next.points), shortDay(dayOf(next.at))) : words.pendingHint}
        </Text>
      </View>
    </View>
  );
}

/** What is owed, why, and that nothing has to be done about it. @rule P4 */
function Debt({ debt }: { debt: number }) {
  return (
    <View className="points__aside">
      <Icon name="alert" tone="amber_text" />
      <View className="points__aside-words">
        <Text className="points__aside-title">{words.debt(pointsText(debt))}</Text>
        <Text className="points__aside-hint">{words.debtHint}</Text>
      </View>
    </View>
  );
}

/** What I have, what of it ends next, what is still to come, and what is owed. @rule P6 */
export function Balance({ summary }: { summary: PointsSummary }) {
  const [open, setOpen] = useState(false);
  const { next_expiry: next, expiries } = summary;
  const more = expiries.length > 1;
  const ends = next ? words.nextExpiry(pointsText(next.points), fullDay(next.on)) : words.noExpiry;
  return (
    <View className="points__head">
      <View className="points__balance">
        <Text className="points__label">{words.balance}</Text>
        <View className="points__figure">
          <CountUp value={summary.balance} text={pointsText} />
        </View>
        {more ? (
          <Tap className="points__expiry" onTap={() => setOpen(true)}>
            <Text>{ends}</Text>
            <Icon name="next" size="small" tone="paper" />
          </Tap>
        ) : (
          <Text className="points__expiry">{ends}</Text>
        )}
      </View>
      {summary.pending > 0 && <Resting {...summary} />}
      {summary.debt > 0 && <Debt debt={summary.debt} />}
      <Sheet open={open} title={words.expiriesTitle} onClose={() => setOpen(false)}>
        <Expiries expiries={expiries} />
      </Sheet>
    </View>
  );
}
