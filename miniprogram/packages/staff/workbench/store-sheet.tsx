import type { StaffProfile } from '@shared/contract';
import { MenuRow } from '@/components/parts/parts';
import { Sheet } from '@/components/sheet/sheet';
import { t } from '@/texts';

interface StoreSheetProps {
  readonly open: boolean;
  readonly stores: StaffProfile['stores'];
  readonly current: string;
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
}

/** At which of their stores the assistant stands. */
export function StoreSheet({ open, stores, current, onPick, onClose }: StoreSheetProps) {
  return (
    <Sheet open={open} title={t.staff.bench.pickStore} onClose={onClose}>
      {stores.map((store) => (
        <MenuRow
          key={store.id}
          icon="store"
          text={store.name}
          {...(store.id === current ? { hint: t.member.stores.chosen } : {})}
          onTap={() => onPick(store.id)}
        />
      ))}
    </Sheet>
  );
}
