import { Text, View } from '@tarojs/components';
import type { ScanPreview } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Page } from '@/components/page/page';
import { back } from '@/platform/router';
import { t } from '@/texts';
import { Obstacle, Who } from './desk';

type PickupPreview = Extract<ScanPreview, { kind: 'pickup' }>;

/** A scanned order: whose, what. @rule F7 */
export function PickupDesk({ preview }: { preview: PickupPreview }) {
  return (
    <Page title={t.staff.scan.title} footer={<Button onTap={back}>{t.staff.result.toBench}</Button>}>
      <Who member={preview.member} />
      {preview.obstacle !== null && <Obstacle detail={preview.obstacle.detail} />}
      <View className="desk__quote">
        <Text className="desk__name">{preview.order.title}</Text>
      </View>
    </Page>
  );
}
