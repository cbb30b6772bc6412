import { Notice, Skeleton } from '@/components/feedback/feedback';
import { go } from '@/platform/router';
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

/** A member of staff whom no store has. */
export function NoStore() {
  return <Notice icon="store" title={words.noStoreTitle} hint={words.noStoreHint} />;
}

/** In place of a counter: not known yet who this is, nobody of staff, or without a store. */
export function NoCounter({ known }: { known: SessionState | null }) {
  if (known === null) return <Skeleton lines={2} />;
  return known.staff === null ? <NotStaff /> : <NoStore />;
}
