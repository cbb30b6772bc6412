import { useCallback, useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { Notice, Skeleton } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { useCounterStore } from '@/hooks/use-counter-store';
import { useResource } from '@/hooks/use-resource';
import { useSession } from '@/hooks/use-session';
import { back, useParams } from '@/platform/router';
import type { ApiError } from '@/services/api-error';
import { call } from '@/services/app';
import type { Answer } from '@/services/call-types';
import { nextPlease } from '@/services/counter';
import { t } from '@/texts';
import { NoCounter } from '../no-counter';
import { CouponDesk } from './coupon-desk';
import { MemberDesk } from './member-desk';
import { PickupDesk } from './pickup-desk';
import '../staff.css';
import './index.css';

const words = t.staff.scan;
type Scan = Answer<'POST /staff/scans'>;

function again(): void {
  nextPlease.wanted = true;
  back();
}

/** A refusal: one sentence that can be read aloud. */
export function Refusal({ detail }: { detail: string }) {
  return (
    <View className="scan__refusal">
      <Icon name="alert" size="huge" tone="danger" />
      <Text className="scan__refusal-title">{words.failedTitle}</Text>
      <Text className="staff__hint">{words.readAloud}</Text>
      <Text className="scan__refusal-text">「{detail}」</Text>
    </View>
  );
}

/** No answer at all: nothing that a customer would have to be told. */
function Unanswered({ error }: { error: ApiError }) {
  const offline = error.code === 'offline';
  return (
    <Notice
      icon={offline ? 'offline' : 'alert'}
      title={offline ? t.common.offlineTitle : words.noAnswer}
      hint={error.detail}
    />
  );
}

function Failed({ error, retry }: { error: ApiError; retry: () => void }) {
  // what is locked stays so for minutes: on with the next code
  const locked = error.code === 'code_locked' || error.code === 'staff_locked';
  const retryable = error.facts.retryable && !locked;
  return (
    <Page
      title={words.title}
      tone="paper"
      footer={
        <>
          <Button onTap={retryable ? retry : again}>{retryable ? t.common.retry : words.again}</Button>
          <Button kind="plain" small onTap={back}>
            {t.staff.result.toBench}
          </Button>
        </>
      }
    >
      {error.facts.status >= 400 && error.facts.status < 500 ? (
        <Refusal detail={error.detail} />
      ) : (
        <Unanswered error={error} />
      )}
    </Page>
  );
}

function Desk({ scan, storeId }: { scan: Scan; storeId: `sto_${string}` }) {
  const { preview } = scan;
  switch (preview.kind) {
    case 'coupon':
      return <CouponDesk scanId={scan.scan_id} preview={preview} />;
    case 'member':
      return <MemberDesk scanId={scan.scan_id} preview={preview} storeId={storeId} />;
    case 'pickup':
      return <PickupDesk scanId={scan.scan_id} preview={preview} />;
    case 'channel':
      return (
        <Page title={words.title} footer={<Button onTap={again}>{words.again}</Button>}>
          <Notice icon="code" title={words.channel(preview.channel.name)} hint={words.channelHint} />
        </Page>
      );
  }
}

/** A code was read: what it is, whether it is good here, and what it gives for this bill. @rule C6 */
function ScanPage() {
  const code = useParams()['code'] ?? '';
  const known = useSession();
  const store = useCounterStore(known?.staff ?? null);
  const storeId = store?.id;
  // one page reads its code once: the scan uses up the code's step
  const [done, setDone] = useState<Scan | null>(null);
  const load = useCallback(async () => {
    if (storeId === undefined) throw new Error('no store');
    const scan = await call('POST /staff/scans', { body: { code, store_id: storeId } });
    setDone(scan);
    return scan;
  }, [code, storeId]);
  const scan = useResource(done === null && storeId !== undefined ? load : null);
  if (done && storeId !== undefined) return <Desk scan={done} storeId={storeId} />;
  if (scan.error) return <Failed error={scan.error} retry={scan.reload} />;
  return <Page title={words.title}>{store ? <Skeleton lines={2} /> : <NoCounter known={known} />}</Page>;
}

export default ScanPage;
