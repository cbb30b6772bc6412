import { useCallback, useState } from 'react';
import { Failure, Skeleton } from '@/components/feedback/feedback';
import { JoinFooter } from '@/components/join-footer/join-footer';
import { Page } from '@/components/page/page';
import { useAction } from '@/hooks/use-action';
import { useResource } from '@/hooks/use-resource';
import { sceneTarget } from '@/platform/page-url';
import { replace, useDidShow, useParams } from '@/platform/router';
import { session } from '@/services/app';
import { join, visit, type Joined } from '@/services/members';
import { toast } from '@/platform/ui';
import { t } from '@/texts';
import { Invitation, joinWords } from './invitation';
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

/** Where a scanned code leads: what this is, what you get, one button (A3, M1). */
function LandingPage() {
  const target = sceneTarget(useParams()['scene']);
  const scene = target.kind === 'channel' ? target.scene : undefined;
  const receipt = target.kind === 'receipt' ? target.code : undefined;
  const load = useCallback(() => visit(scene), [scene]);
  const arrival = useResource(receipt === undefined ? load : null);
  const { joined, run, busy } = useJoin(arrival.data?.visit_id, arrival.reload);
  const [marketing, setMarketing] = useState(false);
  useDidShow(() => {
    if (receipt !== undefined) replace('receipt', { code: receipt });
  });
  const landing = arrival.data?.landing;
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
      {landing && joined && <WelcomeGift joined={joined} />}
      {landing &&
        !joined &&
        (landing.member ? <WelcomeBack landing={landing} /> : <Invitation landing={landing} />)}
    </Page>
  );
}

export default LandingPage;
