import { useCallback, useState } from 'react';
import type { StoreCard } from '@shared/contract';
import { BrowseOnly } from '@/components/browse-only/browse-only';
import { Failure, Skeleton } from '@/components/feedback/feedback';
import { JoinFooter } from '@/components/join-footer/join-footer';
import { Page } from '@/components/page/page';
import { useAction } from '@/hooks/use-action';
import { useReconnect } from '@/hooks/use-reconnect';
import { useResource } from '@/hooks/use-resource';
import { BROWSE_ONLY } from '@/platform/launch';
import { landingTarget } from '@/platform/page-url';
import { replace, useDidShow, useParams } from '@/platform/router';
import { useSharing, type ShareCard } from '@/platform/share';
import { toast } from '@/platform/ui';
import { session } from '@/services/app';
import { arrive, join, type Joined } from '@/services/members';
import { t } from '@/texts';
import { Invitation, joinWords } from './invitation';
import { rewardsAnybody, rewardsMe } from './invited';
import { WelcomeBack, WelcomeBackFooter } from './welcome-back';
import { WelcomeGift, WelcomeGiftFooter } from './welcome-gift';

/** Joins; one who turns out to be a member already is simply welcomed back. */
function useJoin(visitId: `vis_${string}` | undefined, reload: () => void) {
  const [joined, setJoined] = useState<Joined | null>(null);
  const action = useAction(
    async (marketing: boolean) => setJoined(await join(visitId ?? null, marketing)),
    (error) => {
      toast(error.detail);
      if (error.code === 'already_member') session.renew().then(reload, () => undefined);
    },
  );
  return { joined, ...action };
}

/** What a friend sees of it: the store, never the code that was scanned or the invite, whose visits are counted. */
function shareOf(store: StoreCard | null): ShareCard {
  return store
    ? { title: t.common.share.store(store.name), page: 'landing', query: { store: store.id } }
    : { title: t.common.share.home, page: 'landing' };
}

/** Where a scanned code leads: what this is, what you get, one button (A3, M1). */
function LandingScreen() {
  const params = useParams();
  const { receipt, scene, invite } = landingTarget(params);
  const shared = params['store'];
  const load = useCallback(() => arrive({ scene, invite }, shared), [scene, invite, shared]);
  const arrival = useResource(receipt === undefined ? load : null);
  const { joined, run, busy } = useJoin(arrival.data?.visit_id, arrival.reload);
  const [marketing, setMarketing] = useState(false);
  const toReceipt = (): void => {
    if (receipt !== undefined) replace('receipt', { code: receipt });
  };
  useDidShow(toReceipt);
  // its page may have to be fetched first
  useReconnect(toReceipt);
  const landing = arrival.data?.landing;
  useSharing(shareOf(landing?.store ?? null));
  const footer =
    landing === undefined ? undefined : joined ? (
      <WelcomeGiftFooter joined={joined} />
    ) : landing.member ? (
      <WelcomeBackFooter />
    ) : (
      <JoinFooter
        text={joinWords(landing.gift)}
        busy={busy}
        marketing={marketing}
        onMarketing={setMarketing}
        onJoin={() => run(marketing)}
      />
    );
  return (
    <Page title={t.member.landing.title} tone="paper" footer={footer}>
      {landing === undefined && arrival.error && <Failure error={arrival.error} retry={arrival.reload} />}
      {landing === undefined && !arrival.error && <Skeleton lines={2} />}
      {landing && joined && (
        <WelcomeGift
          joined={joined}
          shown={{
            gift: landing.gift,
            mine: rewardsMe(landing.invite),
            anybodys: landing.invite !== null && rewardsAnybody(landing.invite),
          }}
        />
      )}
      {landing &&
        !joined &&
        (landing.member ? (
          <WelcomeBack landing={landing} byInvite={invite !== undefined} />
        ) : (
          <Invitation landing={landing} byInvite={invite !== undefined} />
        ))}
    </Page>
  );
}

function LandingGlance() {
  useSharing(shareOf(null));
  return <BrowseOnly title={t.member.landing.title} lead={t.member.landing.noGift} />;
}

function LandingPage() {
  return BROWSE_ONLY ? <LandingGlance /> : <LandingScreen />;
}

export default LandingPage;
