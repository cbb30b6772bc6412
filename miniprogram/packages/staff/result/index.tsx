import { useEffect, useSyncExternalStore } from 'react';
import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { QrCode } from '@/components/code-image/code-image';
import { Notice } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Money, Tag } from '@/components/parts/parts';
import { buzz } from '@/platform/device';
import { backTo } from '@/platform/router';
import {
  lastResult,
  nextPlease,
  type CounterResult,
  type RefundResult,
  type SaleResult,
} from '@/services/counter';
import { dayOf, pointsText, shortDay, whenText, yuan } from '@/services/format';
import { t } from '@/texts';
import { OrderFigures } from './order-figures';
import '../staff.css';
import './index.css';

const words = t.staff.result;
const refundWords = t.staff.refund;

function toBench(scanNext: boolean): void {
  nextPlease.wanted = scanNext;
  backTo('workbench');
}

/** What the purchase did to the level: it rose, or how far the next one is. @rule M4 */
function TierLine({ tier }: { tier: SaleResult['tier'] }) {
  if (tier === null) return null;
  if (tier.risen) return <Tag text={words.risen(tier.name)} tone="gold" />;
  if (tier.next === null) return null;
  return <Text className="staff__hint">{words.toNext(pointsText(tier.next.missing), tier.next.name)}</Text>;
}

function Earned({ earning }: { earning: SaleResult['earning'] }) {
  const { total, resting_until_at: until } = earning;
  return (
    <>
      <Text className="result__earned">{total > 0 ? words.earned(pointsText(total)) : words.noEarning}</Text>
      {total > 0 && until !== null && (
        <Text className="staff__hint">{words.resting(shortDay(dayOf(until)))}</Text>
      )}
    </>
  );
}

function SaleFigures({ result }: { result: SaleResult }) {
  return (
    <View className="result__card">
      <View className={result.receipt ? 'result__mark result__mark--small' : 'result__mark'}>
        <Icon name="check" size={result.receipt ? 'large' : 'huge'} tone="paper" />
      </View>
      <Text className="result__title">{result.kind === 'redemption' ? words.redeemed : words.recorded}</Text>
      <Text className="staff__hint">{words.paid}</Text>
      <Money fen={result.paid_fen} size="hero" />
      {result.discount_fen > 0 && (
        <Text className="result__saved">{words.saved(yuan(result.discount_fen))}</Text>
      )}
      {result.receipt === null && <Earned earning={result.earning} />}
      {result.balance_after !== null && (
        <Text className="staff__hint">{words.balance(pointsText(result.balance_after))}</Text>
      )}
      <TierLine tier={result.tier} />
    </View>
  );
}

/** Money given back, and what became of its points. @rule P4 */
function RefundFigures({ result }: { result: RefundResult }) {
  const { taken, voided, owed } = result.points;
  const back = taken + voided;
  return (
    <View className="result__card">
      <View className="result__mark">
        <Icon name="check" size="huge" tone="paper" />
      </View>
      <Text className="result__title">{refundWords.done}</Text>
      <Text className="staff__hint">{refundWords.doneHint}</Text>
      <Money fen={result.refund_fen} size="hero" />
      {back > 0 && <Text className="result__saved">{refundWords.tookBack(pointsText(back))}</Text>}
      {owed > 0 && <Text className="staff__hint">{refundWords.owed(pointsText(owed))}</Text>}
      {result.balance_after !== null && (
        <Text className="staff__hint">{words.balance(pointsText(result.balance_after))}</Text>
      )}
    </View>
  );
}

function Figures({ result }: { result: CounterResult }) {
  switch (result.kind) {
    case 'redemption':
    case 'purchase':
      return <SaleFigures result={result} />;
    case 'refund':
      return <RefundFigures result={result} />;
    case 'handover':
    case 'order_payment':
    case 'order_refund':
      return <OrderFigures result={result} />;
  }
}

/** Done, seen from a metre away; then the next one in the queue. */
function ResultPage() {
  const result = useSyncExternalStore(lastResult.subscribe, lastResult.current, lastResult.current);
  useEffect(() => {
    void buzz();
  }, []);
  const receipt = result && 'receipt' in result ? result.receipt : null;
  const footer = (
    <>
      <Button onTap={() => toBench(true)}>{words.next}</Button>
      <Button kind="plain" small onTap={() => toBench(false)}>
        {words.toBench}
      </Button>
    </>
  );
  return (
    <Page title={words.title} tone="paper" footer={footer}>
      {result ? <Figures result={result} /> : <Notice icon="receipt" title={words.title} hint={words.lost} />}
      {receipt && (
        <View className="result__receipt">
          <QrCode text={receipt.url} label={words.receiptLabel} />
          <Text className="result__ask">{words.receipt}</Text>
          <Text className="staff__hint">{words.receiptUntil(whenText(receipt.expires_at))}</Text>
        </View>
      )}
    </Page>
  );
}

export default ResultPage;
