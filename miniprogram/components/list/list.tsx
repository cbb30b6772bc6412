import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { AnyPage, Pages } from '@/hooks/use-pages';
import { t } from '@/texts';
import { Button } from '../button/button';
import { Failure, Skeleton } from '../feedback/feedback';

/** Below a growing list: loading, failed with retry, or the end. */
function Foot({ of }: { of: Pages<AnyPage> }) {
  if (of.error) {
    return (
      <View className="list__foot">
        <Text>{of.error.detail}</Text>
        <Button kind="plain" small onTap={of.retry}>
          {t.common.retry}
        </Button>
      </View>
    );
  }
  if (of.loading || of.ended) {
    return <View className="list__foot">{of.loading ? t.common.loadMore : t.common.theEnd}</View>;
  }
  // by hand, where the page does not grow by itself
  return (
    <View className="list__foot">
      <Button kind="plain" small onTap={of.more}>
        {t.common.more}
      </Button>
    </View>
  );
}

interface ListProps<Page extends AnyPage> {
  readonly of: Pages<Page>;
  /** Rough cards while nothing has come yet. */
  readonly lines?: number;
  /** In place of a list without items: a Notice with the next step. */
  readonly empty: ReactNode;
  readonly children: (items: readonly Page['items'][number][], latest: Page) => ReactNode;
}

/**
 * A list that grows page by page (hooks/use-pages): skeleton, failure with retry, nothing, or its items and a foot.
 * The page it stands on takes the same list (`<Page list={…}>`) and calls for more near its end.
 */
export function List<Page extends AnyPage>({ of, lines = 3, empty, children }: ListProps<Page>) {
  if (of.latest === undefined) {
    return of.error ? <Failure error={of.error} retry={of.reload} /> : <Skeleton lines={lines} />;
  }
  if (of.items.length === 0) {
    return (
      <>
        {empty}
        {of.error && <Foot of={of} />}
      </>
    );
  }
  return (
    <>
      {children(of.items, of.latest)}
      <Foot of={of} />
    </>
  );
}
