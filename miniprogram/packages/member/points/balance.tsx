import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { PointsSummary } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { Sheet } from '@/components/sheet/sheet';
import { fullDay, pointsText } from '@/services/format';
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

/** What I have, and what of it ends next. @rule P6 */
export function Balance({ summary }: { summary: PointsSummary }) {
  const [open, setOpen] = useState(false);
  const { next_expiry: next, expiries } = summary;
  const more = expiries.length > 1;
  return (
    <View className="points__balance">
      <Text className="points__label">{words.balance}</Text>
      <Text className="points__figure">{pointsText(summary.balance)}</Text>
      {summary.pending > 0 && (
        <Text className="points__label">{words.pending(pointsText(summary.pending))}</Text>
      )}
      {summary.debt > 0 && <Text className="points__label">{words.debt(pointsText(summary.debt))}</Text>}
      <View
        className="points__expiry"
        {...(more ? { ariaRole: 'button', onClick: () => setOpen(true) } : {})}
      >
        <Icon name="clock" size="small" tone="paper" />
        <Text>{next ? words.nextExpiry(pointsText(next.points), fullDay(next.on)) : words.noExpiry}</Text>
        {more && <Icon name="next" size="small" tone="paper" />}
      </View>
      <Sheet open={open} title={words.expiriesTitle} onClose={() => setOpen(false)}>
        <Expiries expiries={expiries} />
      </Sheet>
    </View>
  );
}
