import { useCallback, useEffect, useRef, useState } from 'react';
import type { MemberProfile } from '@shared/contract';
import { allowAlbum, keepPicture } from '@/platform/album';
import { sleep } from '@/platform/clock';
import { findEasel, PictureLost, type Easel } from '@/platform/easel';
import { IN_WECHAT } from '@/platform/env';
import { toast } from '@/platform/ui';
import { useAction } from '@/hooks/use-action';
import { avatarUrl } from '@/services/members';

import { codePicture, type MemberProgram } from '@/services/referrals';
import { t } from '@/texts';
import { paintPoster } from './paint-poster';
import { POSTER, posterSteps } from './poster';
import { posterWords } from './poster-words';

const words = t.invite.poster;

/** The canvas on the page that WeChat draws on. */
export const POSTER_CANVAS = 'invite-poster';
/** It is there a moment after we have drawn it; asked again after these waits, in milliseconds. */
const WAITS_MS = [50, 300, 1_000];

export type Poster =
  | { readonly kind: 'drawing' }
  | { readonly kind: 'ready'; readonly path: string }
  /** `code`: its picture could not be had · `canvas`: nothing to draw on. */
  | { readonly kind: 'failed'; readonly why: 'code' | 'canvas' };

/** What a poster is made of. */
export interface PosterOf {
  readonly program: MemberProgram;
  readonly code: string;
  readonly member: MemberProfile;
}

async function easelSoon(): Promise<Easel | null> {
  for (const wait of WAITS_MS) {
    await sleep(wait);
    const found = await findEasel(POSTER_CANVAS, POSTER);
    if (found) return found;
  }
  return null;
}

/** My face, where others may see it; a poster without one is a poster too. @rule M6a */
async function faceOn(easel: Easel, member: MemberProfile): Promise<CanvasImageSource | undefined> {
  const url = member.avatar?.state === 'passed' ? avatarUrl(member) : null;
  return url === null ? undefined : easel.load(url).catch(() => undefined);
}

/** Draws the poster; the file it became. @throws PictureLost without the picture of the code */
async function draw(easel: Easel, { program, code, member }: PosterOf): Promise<string> {
  const form = IN_WECHAT ? 'auto' : 'plain';
  const [picture, face] = await Promise.all([easel.load(codePicture(code, form)), faceOn(easel, member)]);
  const steps = posterSteps(posterWords(program, member.nickname), face !== undefined);
  paintPoster(easel.context, steps, { code: picture, ...(face === undefined ? {} : { face }) });
  return easel.finish();
}

async function make(of: PosterOf): Promise<Poster> {
  const easel = await easelSoon();
  if (!easel) return { kind: 'failed', why: 'canvas' };
  try {
    return { kind: 'ready', path: await draw(easel, of) };
  } catch (error) {
    return { kind: 'failed', why: error instanceof PictureLost ? 'code' : 'canvas' };
  }
}

/** The poster, drawn when this comes onto the page, and once more on `again`. */
export function usePoster(of: PosterOf): { poster: Poster; again: () => void } {
  const [poster, setPoster] = useState<Poster>({ kind: 'drawing' });
  const [turn, setTurn] = useState(0);
  // what is read anew meanwhile does not change a poster that is looked at
  const latest = useRef(of);
  latest.current = of;
  const { code } = of;
  useEffect(() => {
    const here = { left: false };
    setPoster({ kind: 'drawing' });
    void make({ ...latest.current, code }).then((made) => {
      if (!here.left) setPoster(made);
    });
    return () => {
      here.left = true;
    };
  }, [code, turn]);
  return { poster, again: useCallback(() => setTurn((now) => now + 1), []) };
}

/** Saves the poster. After a refusal the settings are the only way on; coming back with the permission saves at once. */
export function useSaving(path: string | null) {
  const [refused, setRefused] = useState(false);
  const keep = async (): Promise<void> => {
    if (path === null) return;
    const kept = await keepPicture(path, words.file);
    setRefused(kept === 'refused');
    if (kept === 'kept') toast(IN_WECHAT ? words.saved.weapp : words.saved.h5);
    if (kept === 'privacy') toast(words.privacy);
    if (kept === 'failed') toast(words.notSaved);
  };
  const save = useAction(keep);
  const allow = useAction(async () => {
    if (await allowAlbum()) await keep();
    else toast(words.refused.still);
  });
  return { refused, save, allow };
}
