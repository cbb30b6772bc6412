import { useCallback, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { CounterRecord, StaffProfile } from '@shared/contract';
import { addDays, day } from '@shared/kernel';
import { Button } from '@/components/button/button';
import { Notice } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Card, Money, Segments } from '@/components/parts/parts';
import { usePages } from '@/hooks/use-pages';
import { go, useDidShow } from '@/platform/router';
import { call, serverClock } from '@/services/app';
import type { Answer } from '@/services/call-types';
import { pointsText, signedPoints, timeOf, yuan } from '@/services/format';
import { t } from '@/texts';
import { isUndoable, UndoSheet } from './undo-sheet';
import './records.css';

const words = t.staff.bench;
type Totals = Answer<'GET /staff/records'>['totals'];

function TotalsRow({ totals }: { totals: Totals }) {
  const counts = [
    [words.totals.redemptions, totals.redemptions],
    ...(totals.handovers > 0 ? [[words.totals.handovers, totals.handovers] as const] : []),
    [words.totals.points, totals.points],
    [words.totals.joins, totals.joins],
  ] as const;
  return (
    <Card>
      <View className="records__totals">
        <View className="records__total records__total--money">
          <Money fen={totals.paid_fen} size="lead" />
          <Text className="staff__hint">{words.totals.paid(totals.purchases + totals.order_payments)}</Text>
          {totals.refunded_fen > 0 && (
            <Text className="staff__hint">{words.refunded(yuan(totals.refunded_fen))}</Text>
          )}
        </View>
        {counts.map(([name, count]) => (
          <View key={name} className="records__total">
            <Text className="records__count">{pointsText(count)}</Text>
            <Text className="staff__hint">{name}</Text>
          </View>
        ))}
      </View>
    </Card>
  );
}

/** Whether this caller may still take the whole of it back. */
function canUndo(record: CounterRecord): boolean {
  const until = record.undo_until_at;
  const open = until !== null && Date.parse(until) > serverClock.now();
  return isUndoable(record.kind) && record.undone === null && open;
}

/** The purchase of which money can be given back; null where nothing was paid, or it was a refund itself. */
function refundable(record: CounterRecord): `pur_${string}` | null {
  if (record.kind === 'refund' || record.undone !== null || record.paid_fen <= 0) return null;
  return record.purchase_id;
}

/** Money and points of a record; a refund's go the other way, and an order's points come back with it. */
function Figures({ record }: { record: CounterRecord }) {
  if (record.kind === 'handover') return null;
  const isBack = record.kind === 'refund' || record.kind === 'order_refund';
  const sign = isBack ? -1 : 1;
  const points = Math.abs(record.points) * (record.kind === 'refund' ? -1 : 1);
  return (
    <View className="records__figures">
      <Money fen={sign * Math.abs(record.paid_fen)} />
      {record.points !== 0 && <Text className="staff__hint">{words.points(signedPoints(points))}</Text>}
    </View>
  );
}

function Row({ record, onUndo }: { record: CounterRecord; onUndo: () => void }) {
  const who = record.member_name_masked ?? words.guest;
  const purchase = refundable(record);
  const undo = canUndo(record);
  return (
    <View className={record.undone ? 'records__row records__row--undone' : 'records__row'}>
      <View className="records__words">
        <Text className="records__title">{record.title}</Text>
        <Text className="staff__hint">
          {timeOf(record.at)} · {who} · {record.staff_name}
        </Text>
        {record.undone && (
          <Text className="staff__hint">
            {words.undoneBy(record.undone.staff_name, record.undone.reason)}
          </Text>
        )}
      </View>
      <Figures record={record} />
      {(undo || purchase !== null) && (
        <View className="records__acts">
          {undo && (
            <Button kind="plain" small onTap={onUndo}>
              {words.undo}
            </Button>
          )}
          {purchase !== null && (
            <Button kind="plain" small onTap={() => go('refund', { id: purchase })}>
              {t.staff.refund.action}
            </Button>
          )}
        </View>
      )}
    </View>
  );
}

/** The days of which a manager may still take something back, latest first. @rule C7 */
const DAYS = ['today', 'yesterday', 'before'] as const;
type DayName = (typeof DAYS)[number];

/** Records of a store on one of the last days; none before the store is known. */
export function useRecords(storeId: `sto_${string}` | undefined) {
  // null is today, whatever day it is by then
  const [past, setPast] = useState<{ readonly name: DayName; readonly day: string } | null>(null);
  const asked = past?.day;
  const load = useCallback(
    (after: string | undefined) => {
      if (storeId === undefined) throw new Error('no store');
      return call('GET /staff/records', { query: { store_id: storeId, after, day: asked } });
    },
    [storeId, asked],
  );
  const list = usePages(storeId === undefined ? null : load);
  useDidShow(list.reload);
  const name = past?.name ?? 'today';
  const shown = list.latest?.day;
  const pick = (next: DayName): void => {
    const ago = DAYS.indexOf(next);
    if (ago === 0) setPast(null);
    else if (shown !== undefined) setPast({ name: next, day: addDays(day(shown), DAYS.indexOf(name) - ago) });
  };
  return { list, day: name, pick };
}

interface RecordsProps {
  readonly of: ReturnType<typeof useRecords>;
  readonly role: StaffProfile['role'];
}

/** What was done on a day and its numbers, with a way to take it back. */
export function Records({ of: { list, day: name, pick }, role }: RecordsProps) {
  const [undoing, setUndoing] = useState<CounterRecord | null>(null);
  const isToday = name === 'today';
  return (
    <>
      <Segments
        options={DAYS.map((one) => ({ name: one, text: words.days[one] }))}
        current={name}
        onPick={pick}
      />
      {list.latest && (
        <>
          <TotalsRow totals={list.latest.totals} />
          <View className="records__head">
            <Text className="records__heading">{words.records}</Text>
            <Text className="staff__hint">{words.recordsHint[role]}</Text>
          </View>
        </>
      )}
      <List
        of={list}
        lines={2}
        empty={
          <Notice
            icon="receipt"
            title={isToday ? words.emptyTitle : words.emptyDay(words.days[name])}
            hint={isToday ? words.emptyHint : words.emptyDayHint}
          />
        }
      >
        {(records) => (
          <View className="records__rows">
            {records.map((record) => (
              <Row key={record.id} record={record} onUndo={() => setUndoing(record)} />
            ))}
          </View>
        )}
      </List>
      <UndoSheet
        key={undoing?.id ?? 'none'}
        record={undoing}
        onClose={() => setUndoing(null)}
        onDone={list.reload}
      />
    </>
  );
}
