import { Canvas, Image, Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { Notice } from '@/components/feedback/feedback';
import { Sheet } from '@/components/sheet/sheet';
import { IN_WECHAT } from '@/platform/env';
import { t } from '@/texts';
import { POSTER_CANVAS, usePoster, useSaving, type PosterOf } from './use-poster';

const words = t.invite.poster;
const ON = IN_WECHAT ? 'weapp' : 'h5';

function Refused({ busy, onAllow }: { busy: boolean; onAllow: () => void }) {
  return (
    <View className="invite__refused">
      <View className="invite__words">
        <Text className="invite__row-title">{words.refused.title}</Text>
        <Text className="invite__hint">{words.refused.text}</Text>
      </View>
      <Button small busy={busy} onTap={onAllow}>
        {words.refused.action}
      </Button>
    </View>
  );
}

function Failed({ why, again }: { why: 'code' | 'canvas'; again: () => void }) {
  const { title, hint } = why === 'code' ? words.failed : words.unable;
  return <Notice icon="alert" title={title} hint={hint} action={{ text: t.common.retry, tap: again }} />;
}

function Poster(props: PosterOf) {
  const { poster, again } = usePoster(props);
  const path = poster.kind === 'ready' ? poster.path : null;
  const { refused, save, allow } = useSaving(path);
  return (
    <>
      {poster.kind === 'drawing' && (
        <View className="invite__poster invite__poster--blank" ariaLabel={words.drawing} />
      )}
      {poster.kind === 'failed' && <Failed why={poster.why} again={again} />}
      {path !== null && (
        <>
          <Image
            className="invite__poster"
            src={path}
            mode="aspectFit"
            showMenuByLongpress
            ariaLabel={words.label}
          />
          <Text className="invite__poster-hint">{words.hint[ON]}</Text>
        </>
      )}
      {refused ? (
        <Refused busy={allow.busy} onAllow={allow.run} />
      ) : (
        poster.kind !== 'failed' && (
          <Button busy={save.busy} disabled={path === null} onTap={save.run}>
            {words.save[ON]}
          </Button>
        )
      )}
      {IN_WECHAT && <Canvas id={POSTER_CANVAS} type="2d" className="invite__canvas" />}
    </>
  );
}

/** The poster, looked at before it is saved; `of` null closes the sheet. */
export function PosterSheet({ of, onClose }: { of: PosterOf | null; onClose: () => void }) {
  return (
    <Sheet open={of !== null} title={words.title} onClose={onClose}>
      {of && <Poster {...of} />}
    </Sheet>
  );
}
