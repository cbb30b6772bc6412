import { useEffect, useSyncExternalStore } from 'react';
import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { QrCode } from '@/components/code-image/code-image';
import { Notice } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Money } from '@/components/parts/parts';
import { buzz } from '@/platform/device';
import { back, isFirstPage, replace } from '@/platform/router';
import { lastResult, nextPlease, type CounterResult } from '@/services/counter';
import { pointsText, whenText, yuan } from '@/services/format';
import { t } from '@/texts';
import '../staff.css';
import './index.css';

const words = t.staff.result;

function toBench(scanNext: boolean): void {
  nextPlease.wanted = scanNext;
  if (isFirstPage()) replace('workbench');
  else back();
}

function Figures({ result }: { result: CounterResult }) {
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
      {result.receipt === null && (
        <Text className="result__earned">
          {result.points > 0 ? words.earned(pointsText(result.points)) : words.noEarning}
        </Text>
      )}
      {result.balance_after !== null && (
        <Text className="staff__hint">{words.balance(pointsText(result.balance_after))}</Text>
      )}
    </View>
  );
}

/** Done, seen from a metre away; then the next one in the queue. */
function ResultPage() {
  const result = useSyncExternalStore(lastResult.subscribe, lastResult.current, lastResult.current);
  useEffect(() => {
    void buzz();
  }, []);
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
      {result?.receipt && (
        <View className="result__receipt">
          <QrCode text={result.receipt.url} label={words.receiptLabel} />
          <Text className="result__ask">{words.receipt}</Text>
          <Text className="staff__hint">{words.receiptUntil(whenText(result.receipt.expires_at))}</Text>
        </View>
      )}
    </Page>
  );
}

export default ResultPage;
