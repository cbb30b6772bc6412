import { useCallback, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { StaffProfile } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Failure, Skeleton } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Tag } from '@/components/parts/parts';
import { Tap } from '@/components/tap/tap';
import { useAction } from '@/hooks/use-action';
import { useCounterStore } from '@/hooks/use-counter-store';
import { useSession } from '@/hooks/use-session';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
import { CAN_SCAN, scanCode } from '@/platform/scan';
import { toast } from '@/platform/ui';
import { session } from '@/services/app';
import { counterStore, nextPlease } from '@/services/counter';
import { t } from '@/texts';
import { NoStore, NotStaff } from '../no-counter';
import { CodeEntry } from './code-entry';
import { OpenDraftRows } from './open-drafts';
import { Records, useRecords } from './records';
import { StoreSheet } from './store-sheet';
import '../staff.css';
import './index.css';

const words = t.staff.bench;

/** The one big button, and its two small brothers. */
function Actions({ onType }: { onType: () => void }) {
  const { run: start } = useAction(async () => {
    if (!CAN_SCAN) {
      onType();
      return;
    }
    const seen = await scanCode();
    if (seen.kind === 'code') go('scan', { code: seen.code });
    if (seen.kind === 'no_camera') {
      toast(words.noCamera);
      onType();
    }
  });
  useDidShow(() => {
    if (!nextPlease.wanted) return;
    nextPlease.wanted = false;
    start();
  });
  return (
    <View className="bench__actions">
      <Tap className="bench__scan" pressed="bench__scan--pressed" onTap={start}>
        <Icon name="scan" size="huge" tone="paper" />
        <Text className="bench__scan-text">{words.scan}</Text>
      </Tap>
      <Text className="staff__hint">{words.scanHint}</Text>
      <View className="bench__small">
        <Button kind="quiet" small onTap={onType}>
          {words.type}
        </Button>
        <Button kind="plain" small onTap={() => go('record')}>
          {words.record}
        </Button>
        <Button kind="plain" small onTap={() => go('purchases')}>
          {t.staff.refund.find.fromBench}
        </Button>
      </View>
    </View>
  );
}

interface BenchProps {
  readonly staff: StaffProfile;
  readonly store: StaffProfile['stores'][number];
  readonly records: ReturnType<typeof useRecords>;
}

function Bench({ staff, store, records }: BenchProps) {
  const [sheet, setSheet] = useState<'none' | 'type' | 'store'>('none');
  const close = useCallback(() => setSheet('none'), []);
  const type = useCallback(() => setSheet('type'), []);
  const several = staff.stores.length > 1;
  return (
    <>
      <Tap className="bench__head" onTap={() => several && setSheet('store')}>
        <Icon name="store" tone="brand" />
        <Text className="bench__store">{store.name}</Text>
        {several && <Icon name="down" size="small" tone="ink_faint" />}
        <View className="bench__who">
          <Text className="staff__hint">{staff.name}</Text>
          <Tag text={words.role[staff.role]} tone="gold" />
        </View>
      </Tap>
      <Actions onType={type} />
      <OpenDraftRows />
      <Records of={records} role={staff.role} />
      <CodeEntry open={sheet === 'type'} onClose={close} />
      <StoreSheet
        open={sheet === 'store'}
        stores={staff.stores}
        current={store.id}
        onClose={close}
        onPick={(id) => {
          counterStore.set(id);
          close();
        }}
      />
    </>
  );
}

function WorkbenchPage() {
  const staff = useSession()?.staff ?? null;
  // a promotion, another store, a leaving: known from the next sight on
  const load = useCallback(() => session.renew(), []);
  const login = useResource(load);
  const store = useCounterStore(staff);
  const records = useRecords(store?.id);
  const refresh = (): void => {
    login.reload();
    records.list.reload();
  };
  return (
    <Page title={words.title} list={records.list} onRefresh={refresh}>
      {staff && (store ? <Bench staff={staff} store={store} records={records} /> : <NoStore />)}
      {!staff && login.error && <Failure error={login.error} retry={login.reload} />}
      {!staff && !login.error && login.data === undefined && <Skeleton />}
      {!staff && login.data !== undefined && <NotStaff />}
    </Page>
  );
}

export default WorkbenchPage;
