import { useCallback, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { RefundablePurchase } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Notice } from '@/components/feedback/feedback';
import { Field } from '@/components/field/field';
import { Icon } from '@/components/icon/icon';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Heading, Money, Tag } from '@/components/parts/parts';
import { Tap } from '@/components/tap/tap';
import { useCounterStore } from '@/hooks/use-counter-store';
import { usePages } from '@/hooks/use-pages';
import { useSession } from '@/hooks/use-session';
import { go, useDidShow, useParams } from '@/platform/router';
import { call } from '@/services/app';
import { whenText, yuan } from '@/services/format';
import { t } from '@/texts';
import { NoCounter } from '../no-counter';
import '../staff.css';
import './index.css';

const words = t.staff.refund.find;
const RECEIPT_NO_MAX = 40;

/** What has become of it; nothing for a purchase that stands as it was. */
function stateOf({ state, paid_fen: paid, refunded_fen: refunded }: RefundablePurchase): string | null {
  if (state === 'undone') return words.undone;
  if (refunded === 0) return null;
  return refunded >= paid ? words.all_refunded : words.refunded(yuan(refunded));
}

function Row({ purchase }: { purchase: RefundablePurchase }) {
  const { member_name_masked: name, receipt_no: no } = purchase;
  const state = stateOf(purchase);
  const hints = [whenText(purchase.at), purchase.staff_name, no === null ? null : words.ofReceipt(no)];
  return (
    <Tap className="purchases__row" onTap={() => go('refund', { id: purchase.id })}>
      <View className="purchases__words">
        <View className="purchases__line">
          <Text className="purchases__who">{name ?? t.staff.refund.purchase.guest}</Text>
          {state !== null && <Tag text={state} tone="quiet" />}
        </View>
        <Text className="staff__hint">{hints.filter(Boolean).join(' · ')}</Text>
      </View>
      <Money fen={purchase.paid_fen} />
      <Icon name="next" size="small" tone="ink_off" />
    </Tap>
  );
}

interface Search {
  /** Null until it is known where the assistant stands. */
  readonly storeId: `sto_${string}` | null;
  /** A scanned member's; everybody's if left out. */
  readonly scanId: `scn_${string}` | undefined;
  readonly receiptNo: string;
}

function usePurchases({ storeId, scanId, receiptNo }: Search) {
  const load = useCallback(
    (after: string | undefined) => {
      if (storeId === null) throw new Error('no store');
      const by = receiptNo === '' ? { scan_id: scanId } : { receipt_no: receiptNo };
      return call('GET /staff/purchases', { query: { store_id: storeId, after, ...by } });
    },
    [storeId, scanId, receiptNo],
  );
  const list = usePages(storeId === null ? null : load);
  useDidShow(list.reload);
  return list;
}

type PurchaseList = ReturnType<typeof usePurchases>;

/** What the list shows, and why there may be nothing in it. */
function wordsOf({ scanId, receiptNo }: Search): { heading: string; empty: string } {
  if (receiptNo !== '') return { heading: words.ofReceipt(receiptNo), empty: words.emptyHint };
  return scanId === undefined
    ? { heading: words.recent, empty: words.emptyRecentHint }
    : { heading: words.ofMember, empty: words.emptyMemberHint };
}

function Purchases({ list, search, onAll }: { list: PurchaseList; search: Search; onAll: () => void }) {
  const { heading, empty } = wordsOf(search);
  const more = search.receiptNo === '' ? {} : { more: { text: words.all, tap: onAll } };
  return (
    <>
      <Heading text={heading} {...more} />
      <List of={list} empty={<Notice icon="receipt" title={words.emptyTitle} hint={empty} />}>
        {(purchases) => (
          <View className="purchases__rows">
            {purchases.map((purchase) => (
              <Row key={purchase.id} purchase={purchase} />
            ))}
          </View>
        )}
      </List>
    </>
  );
}

function SearchField({ onSearch }: { onSearch: (receiptNo: string) => void }) {
  const [typed, setTyped] = useState('');
  const search = (): void => onSearch(typed.trim());
  return (
    <View className="purchases__search">
      <View className="purchases__field">
        <Field
          value={typed}
          maxlength={RECEIPT_NO_MAX}
          placeholder={words.receiptNo}
          onChange={setTyped}
          onDone={search}
        />
      </View>
      <Button kind="quiet" disabled={typed.trim() === ''} onTap={search}>
        {words.search}
      </Button>
    </View>
  );
}

/** Finds a purchase to give money back of: by its receipt number, of a scanned member, or the latest. @rule P4 */
function PurchasesPage() {
  const scanId = useParams()['scan'] as `scn_${string}` | undefined;
  const known = useSession();
  const store = useCounterStore(known?.staff ?? null);
  const [receiptNo, setReceiptNo] = useState('');
  // a new field after "all": what was typed is gone
  const [round, setRound] = useState(0);
  const search = { storeId: store?.id ?? null, scanId, receiptNo };
  const list = usePurchases(search);
  const showAll = (): void => {
    setReceiptNo('');
    setRound((before) => before + 1);
  };
  return (
    <Page title={words.title} list={list}>
      {!store && <NoCounter known={known} />}
      {store && (
        <>
          <SearchField key={round} onSearch={setReceiptNo} />
          <Purchases list={list} search={search} onAll={showAll} />
        </>
      )}
    </Page>
  );
}

export default PurchasesPage;
