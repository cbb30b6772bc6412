import { useCallback, useEffect, useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { FirstLogin, Notice, Skeleton } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { JoinFooter } from '@/components/join-footer/join-footer';
import { Page } from '@/components/page/page';
import { useAction } from '@/hooks/use-action';
import { useMe } from '@/hooks/use-me';
import { buzz } from '@/platform/device';
import { go, replace, useParams } from '@/platform/router';
import { call } from '@/services/app';
import type { Answer } from '@/services/call-types';
import type { ApiError } from '@/services/api-error';
import { dayOf, pointsText, shortDay, signedPoints, yuan } from '@/services/format';
import { join, refreshMe, visit } from '@/services/members';
import { t } from '@/texts';
import './index.css';

const words = t.member.receipt;
type Collected = Answer<'POST /me/receipts'>;

function CollectedCard({ collected }: { collected: Collected }) {
  const { resting_until_at: until } = collected.earning;
  return (
    <View className="receipt__card">
      <View className="receipt__mark">
        <Icon name="check" size="huge" tone="paper" />
      </View>
      <Text className="receipt__figure">{signedPoints(collected.earning.total)}</Text>
      <Text className="receipt__title">{until === null ? words.got : words.gotLater}</Text>
      {until !== null && <Text className="receipt__hint">{words.resting(shortDay(dayOf(until)))}</Text>}
      <Text className="receipt__hint">{words.at(collected.store_name, yuan(collected.paid_fen))}</Text>
      <Text className="receipt__hint">{words.balance(pointsText(collected.balance_after))}</Text>
    </View>
  );
}

/** Takes the points of a receipt; who has not joined joins first, with the same tap. */
function useCollect(code: string) {
  const [collected, setCollected] = useState<Collected | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const collect = useAction(async (joining: { marketing: boolean } | null) => {
    setError(null);
    if (joining) await join((await visit({})).visit_id, joining.marketing);
    setCollected(await call('POST /me/receipts', { body: { code } }));
    void buzz();
    await refreshMe().catch(() => undefined);
  }, setError);
  return { collected, error, ...collect };
}

/** Who opens their own receipt again has lost nothing. */
function wordsOf(error: ApiError): { title: string; hint: string } {
  return error.code === 'receipt_collected'
    ? { title: words.takenTitle, hint: words.takenHint }
    : { title: words.failed, hint: error.detail };
}

function ReceiptPage() {
  const code = useParams()['code'] ?? '';
  const { member, login } = useMe();
  const [marketing, setMarketing] = useState(false);
  const { collected, error, run, busy } = useCollect(code);
  const start = useCallback(() => {
    if (code !== '' && member) run(null);
  }, [code, member, run]);
  const joined = Boolean(member);
  useEffect(() => {
    if (joined && collected === null && error === null) start();
  }, [joined, collected, error, start]);
  const over = collected !== null || (error !== null && member !== null && !busy);
  const again = error?.facts.retryable === true;
  const footer = over ? (
    <>
      <Button onTap={again ? () => run(null) : () => replace('points')}>
        {again ? t.common.retry : words.toPoints}
      </Button>
      <Button kind="plain" small onTap={() => go('home')}>
        {t.member.landing.toHome}
      </Button>
    </>
  ) : member === null && code !== '' ? (
    <JoinFooter
      text={words.join}
      busy={busy}
      marketing={marketing}
      onMarketing={setMarketing}
      onJoin={() => run({ marketing })}
    />
  ) : undefined;
  return (
    <Page title={words.title} tone="paper" footer={footer}>
      {code === '' && (
        <Notice
          icon="receipt"
          title={words.failed}
          hint={words.noCode}
          action={{ text: t.member.landing.toHome, tap: () => go('home') }}
        />
      )}
      {collected && <CollectedCard collected={collected} />}
      {error && !busy && <Notice icon="receipt" {...wordsOf(error)} />}
      {code !== '' && !collected && !error && member === null && (
        <Notice icon="receipt" title={words.joinTitle} hint={words.joinHint} />
      )}
      {code !== '' && member === undefined && <FirstLogin of={login} lines={1} />}
      {code !== '' && !collected && !error && member && <Skeleton lines={1} />}
    </Page>
  );
}

export default ReceiptPage;
