import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { PickupOrder, ScanPreview } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Card } from '@/components/parts/parts';
import { useConfirm } from '@/hooks/use-confirm';
import { back } from '@/platform/router';
import { newAttempt, nextPlease, type CounterResult } from '@/services/counter';
import type { Draft } from '@/services/drafts';
import { yuan } from '@/services/format';
import { t } from '@/texts';
import { Stepper } from '../stepper';
import { Obstacle, UnknownFooter, Who } from './desk';
import { DueCard, leftOf, OrderCard } from './order-card';
import { OrderRefundSheet, type OrderRefundAsk } from './order-refund-sheet';

const words = t.staff.pickup;
type PickupPreview = Extract<ScanPreview, { kind: 'pickup' }>;
type ScanId = `scn_${string}`;

function paymentDraft(scanId: ScanId, { title, pay_fen }: PickupOrder): Draft {
  const body = { scan_id: scanId, expected: { pay_fen } };
  return { kind: 'order_payment', ...newAttempt(), label: words.draft.payment(title), body };
}

function handoverDraft(scanId: ScanId, { title }: PickupOrder, pieces: number): Draft {
  const body = { scan_id: scanId, pieces };
  return { kind: 'handover', ...newAttempt(), label: words.draft.handover(title, pieces), body };
}

function refundDraft(scanId: ScanId, { title }: PickupOrder, ask: OrderRefundAsk): Draft {
  const body = { scan_id: scanId, ...ask };
  return { kind: 'order_refund', ...newAttempt(), label: words.draft.refund(title), body };
}

/** The order as it stands here: once its money is taken it can be handed over with the same scan. */
function usePickup(scanId: ScanId, preview: PickupPreview) {
  const [order, setOrder] = useState(preview.order);
  const [collected, setCollected] = useState(false);
  const [picked, setPicked] = useState<number | null>(null);
  const [refunding, setRefunding] = useState(false);
  const [draft, setDraft] = useState<Draft | null>(null);
  const goesOn = (result: CounterResult): boolean => {
    // a coupon is in the wallet with its payment: nothing is left to hand over
    if (result.kind !== 'order_payment' || result.pickup_until_at === null) return false;
    setOrder({ ...order, state: 'paid', due_fen: 0, pickup_until_at: result.pickup_until_at });
    setCollected(true);
    return true;
  };
  const confirming = useConfirm('desk', () => setRefunding(false), goesOn);
  const start = (made: Draft): void => {
    setDraft(made);
    confirming.confirm(made);
  };
  const left = leftOf(order);
  const pieces = Math.min(picked ?? left, left);
  return {
    ...confirming,
    ...{ order, collected, left, pieces, setPicked, refunding, setRefunding, draft },
    pay: () => start(paymentDraft(scanId, order)),
    handOver: () => start(handoverDraft(scanId, order, pieces)),
    refund: (ask: OrderRefundAsk) => start(refundDraft(scanId, order, ask)),
  };
}

type Pickup = ReturnType<typeof usePickup>;

function again(): void {
  nextPlease.wanted = true;
  back();
}

/** The one thing to do now; and beside it, for who may, to give money back. */
function Footer({ pickup, usable }: { pickup: Pickup; usable: boolean }) {
  const { order, draft, busy } = pickup;
  if (pickup.unknown && draft) return <UnknownFooter busy={busy} onAsk={() => pickup.confirm(draft)} />;
  if (pickup.refused) {
    return (
      <>
        <Button onTap={again}>{t.staff.scan.again}</Button>
        <Button kind="plain" small onTap={back}>
          {t.staff.result.toBench}
        </Button>
      </>
    );
  }
  const refundable = order.refund_obstacle === null && order.refundable_pieces > 0;
  return (
    <>
      {!usable && <Button onTap={back}>{t.staff.result.toBench}</Button>}
      {usable && order.due_fen > 0 && (
        <Button busy={busy} onTap={pickup.pay}>
          {words.collect(yuan(order.due_fen))}
        </Button>
      )}
      {usable && order.due_fen === 0 && (
        <Button busy={busy} onTap={pickup.handOver}>
          {words.handOver(pickup.pieces)}
        </Button>
      )}
      {refundable && (
        <Button kind="plain" small disabled={busy} onTap={() => pickup.setRefunding(true)}>
          {words.refund}
        </Button>
      )}
    </>
  );
}

/** How many pieces go over the counter now, where there are several. */
function Take({ pickup }: { pickup: Pickup }) {
  const { pieces, left } = pickup;
  return (
    <Card>
      <View className="pickup__take">
        <Text>{words.take}</Text>
        <Stepper
          units={pieces}
          most={left}
          text={words.pieces(pieces)}
          less={words.less}
          more={words.more}
          onChange={pickup.setPicked}
        />
      </View>
    </Card>
  );
}

/** A scanned order: whose, what, paid or not; then its money, its pieces, and back for the next. @rule F7 @rule F8 */
export function PickupDesk({ scanId, preview }: { scanId: ScanId; preview: PickupPreview }) {
  const pickup = usePickup(scanId, preview);
  const { order, refused, unknown } = pickup;
  const usable = preview.usable_here;
  const obstacle = (unknown ? null : refused?.detail) ?? preview.obstacle?.detail ?? null;
  const asks = usable && !unknown && refused === null && order.due_fen === 0 && pickup.left > 1;
  return (
    <Page title={t.staff.scan.title} footer={<Footer pickup={pickup} usable={usable} />}>
      <Who member={preview.member} />
      {obstacle !== null && <Obstacle detail={obstacle} />}
      {pickup.collected && (
        <View className="pickup__ready">
          <Icon name="check" tone="leaf" />
          <Text>{words.collected}</Text>
        </View>
      )}
      {usable && order.due_fen > 0 && <DueCard order={order} />}
      <OrderCard order={order} />
      {asks && <Take pickup={pickup} />}
      <OrderRefundSheet
        open={pickup.refunding && !unknown}
        order={order}
        busy={pickup.busy}
        onClose={() => pickup.setRefunding(false)}
        onConfirm={pickup.refund}
      />
    </Page>
  );
}
