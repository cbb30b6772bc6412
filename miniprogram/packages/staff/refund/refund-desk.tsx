import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { RefundablePurchase } from '@shared/contract';
import { amountOf, press } from '@/components/amount-pad/amount';
import { Button } from '@/components/button/button';
import { Page } from '@/components/page/page';
import { Segments } from '@/components/parts/parts';
import { useConfirm } from '@/hooks/use-confirm';
import { newAttempt } from '@/services/counter';
import type { Draft } from '@/services/drafts';
import { pointsText, yuan } from '@/services/format';
import { t } from '@/texts';
import { AmountFooter, Obstacle, UnknownFooter } from '../scan/desk';
import { ConfirmSheet } from './confirm-sheet';
import { Effect } from './effect';
import { LinePicker } from './line-picker';
import { pickedLines } from './lines';
import { PurchaseCard } from './purchase-card';
import {
  useRefundQuote,
  type RefundChoice,
  type RefundQuote,
  type RefundQuoteState,
} from './use-refund-quote';

const words = t.staff.refund;
const MODES = ['lines', 'amount'] as const;
type Mode = (typeof MODES)[number];

function draftOf(id: `pur_${string}`, choice: RefundChoice, quote: RefundQuote, reason: string): Draft {
  const body =
    'lines' in choice
      ? { lines: choice.lines.map((one) => ({ ...one })), reason }
      : { amount_fen: choice.amount_fen, reason };
  const label = words.draft(yuan(quote.refund_fen));
  return { kind: 'refund', ...newAttempt(), label, purchase_id: id, body };
}

/** What is picked or typed. */
function useChoice({ lines }: RefundablePurchase) {
  const [mode, setMode] = useState<Mode>(lines.length > 0 ? 'lines' : 'amount');
  const [units, setUnits] = useState<readonly number[]>([]);
  const [text, setText] = useState('');
  const amount = amountOf(text);
  const [first, ...rest] = pickedLines(lines, units);
  const choice: RefundChoice | null =
    mode === 'amount'
      ? amount === null
        ? null
        : { amount_fen: amount }
      : first === undefined
        ? null
        : { lines: [first, ...rest] };
  return { mode, setMode, units, setUnits, text, setText, choice };
}

/** What the button says. */
function actionWords(
  mode: Mode,
  choice: RefundChoice | null,
  { quote, obstacle, retry }: RefundQuoteState,
): string {
  if (choice === null) return mode === 'lines' ? words.pick : words.enter;
  if (retry) return words.again;
  if (quote) return words.next(yuan(quote.refund_fen));
  return obstacle === null ? words.quoting : words.cannot;
}

/** Beside the amount: all that is left with one tap, or what it takes back. */
function Aside(props: { leftFen: number; typed: boolean; quote: RefundQuote | null; onAll: () => void }) {
  const { quote } = props;
  if (!props.typed) {
    return (
      <Button kind="quiet" small onTap={props.onAll}>
        {words.whole(yuan(props.leftFen))}
      </Button>
    );
  }
  if (quote === null) return null;
  const points = quote.points.taken + quote.points.voided + quote.points.owed;
  return (
    <View className="desk__sum">
      {points > 0 && <Text className="refund__back">{words.tookBack(pointsText(points))}</Text>}
    </View>
  );
}

/** What is typed or picked, its price, and the confirm. */
function useRefund(purchase: RefundablePurchase, onRefused: () => void) {
  const chosen = useChoice(purchase);
  const { choice } = chosen;
  const priced = useRefundQuote(purchase.id, choice);
  const { quote, again } = priced;
  const [asking, setAsking] = useState(false);
  const [draft, setDraft] = useState<Draft | null>(null);
  const confirming = useConfirm('desk', () => {
    setAsking(false);
    onRefused();
    again();
  });
  const start = (reason: string): void => {
    if (choice === null || quote === null) return;
    const made = draftOf(purchase.id, choice, quote, reason);
    setDraft(made);
    confirming.confirm(made);
  };
  return { ...chosen, priced, ...confirming, asking, setAsking, draft, start };
}

type Refund = ReturnType<typeof useRefund>;

function Footer({ refund, leftFen }: { refund: Refund; leftFen: number }) {
  const { mode, choice, priced, text, setText, draft } = refund;
  const { quote, retry } = priced;
  if (refund.unknown && draft) {
    return <UnknownFooter busy={refund.busy} onAsk={() => refund.confirm(draft)} />;
  }
  const disabled = quote === null && retry === null;
  const onward = retry ?? (() => refund.setAsking(true));
  const action = actionWords(mode, choice, priced);
  if (mode === 'lines') {
    return (
      <Button disabled={disabled} onTap={onward}>
        {action}
      </Button>
    );
  }
  const all = (): void => setText(yuan(leftFen).replace(/,/g, ''));
  return (
    <AmountFooter
      label={words.amount}
      text={text}
      onKey={(key) => setText((typed) => press(typed, key))}
      busy={false}
      disabled={disabled}
      aside={<Aside leftFen={leftFen} typed={text !== ''} quote={quote} onAll={all} />}
      action={action}
      onConfirm={onward}
    />
  );
}

/** Chooses what comes back, sees what that does, says why, confirms. @rule P4 */
export function RefundDesk({ purchase, onRefused }: { purchase: RefundablePurchase; onRefused: () => void }) {
  const refund = useRefund(purchase, onRefused);
  const { mode, priced, refused, unknown } = refund;
  const { quote, obstacle } = priced;
  const guest = purchase.member_name_masked === null;
  const problem = refused && !unknown ? refused.detail : obstacle;
  const leftFen = purchase.paid_fen - purchase.refunded_fen;
  return (
    <Page title={words.title} footer={<Footer refund={refund} leftFen={leftFen} />}>
      <PurchaseCard purchase={purchase} />
      {!unknown && purchase.lines.length > 0 && (
        <Segments
          options={MODES.map((name) => ({ name, text: words.mode[name] }))}
          current={mode}
          onPick={refund.setMode}
        />
      )}
      {problem !== null && <Obstacle detail={problem} />}
      {!unknown && mode === 'lines' && (
        <LinePicker lines={purchase.lines} units={refund.units} onChange={refund.setUnits} />
      )}
      {quote && <Effect quote={quote} guest={guest} />}
      <ConfirmSheet
        open={refund.asking && !unknown}
        quote={quote}
        guest={guest}
        busy={refund.busy}
        onClose={() => refund.setAsking(false)}
        onConfirm={refund.start}
      />
    </Page>
  );
}
