import type { InviterShown } from '@shared/contract';
import { API_ROOT } from '@/platform/env';

/** Where the picture of somebody who invites is read; null without one. */
export function inviterPicture({ avatar_url: path }: InviterShown): string | null {
  return path === null ? null : API_ROOT + path;
}
