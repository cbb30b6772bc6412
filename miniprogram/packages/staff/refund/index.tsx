import { useCallback } from 'react';
import { View } from '@tarojs/components';
import type { RefundablePurchase } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Shown } from '@/components/feedback/feedback';
import { Page } from '@/components/page/page';
import { useResource } from '@/hooks/use-resource';
import { back, useParams } from '@/platform/router';
import { call } from '@/services/app';
import { t } from '@/texts';
import { Obstacle } from '../scan/desk';
import { PurchaseCard } from './purchase-card';
import { RefundDesk } from './refund-desk';
import '../staff.css';
import './index.css';

const words = t.staff.refund;

/** A purchase of which nothing can be given back, and why. */
function Closed({ purchase, detail }: { purchase: RefundablePurchase; detail: string }) {
  return (
    <Page title={words.title} footer={<Button onTap={back}>{t.common.back}</Button>}>
      <PurchaseCard purchase={purchase} />
      <Obstacle detail={detail} />
    </Page>
  );
}

/** One purchase: what of it comes back, what that does to its points, and the confirm. @rule P4 */
function RefundPage() {
  const id = (useParams()['id'] ?? '') as `pur_${string}`;
  const load = useCallback(() => call('GET /staff/purchases/{id}', { params: { id } }), [id]);
  const purchase = useResource(load);
  const { data } = purchase;
  if (!data) {
    return (
      <Page title={words.title}>
        <Shown of={purchase}>{() => <View />}</Shown>
      </Page>
    );
  }
  if (data.obstacle) return <Closed purchase={data} detail={data.obstacle.detail} />;
  return <RefundDesk purchase={data} onRefused={purchase.reload} />;
}

export default RefundPage;
