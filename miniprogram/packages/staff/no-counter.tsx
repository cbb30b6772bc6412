import { Notice, Skeleton } from '@/components/feedback/feedback';
import { useAction } from '@/hooks/use-action';
import { go } from '@/platform/router';
import { session } from '@/services/app';
import type { SessionState } from '@/services/session';
import { t } from '@/texts';

const words = t.staff.bench;

/** This person is not a member of staff (any more). */
export function NotStaff() {
  return (
    <Notice
      icon="badge"
      title={words.notStaffTitle}
      hint={words.notStaffHint}
      action={{ text: words.toBind, tap: () => go('bind') }}
    />
  );
}

/** A member of staff whom no store has; a new look shows whether one has them by now. */
export function NoStore() {
  const { run: look } = useAction(async () => {
    await session.renew();
  });
  return (
    <Notice
      icon="store"
      title={words.noStoreTitle}
      hint={words.noStoreHint}
      action={{ text: words.lookAgain, tap: look }}
    />
  );
}

/** In place of a counter: not known yet who this is, nobody of staff, or without a store. */
export function NoCounter({ known }: { known: SessionState | null }) {
  if (known === null) return <Skeleton lines={2} />;
  return known.staff === null ? <NotStaff /> : <NoStore />;
}
