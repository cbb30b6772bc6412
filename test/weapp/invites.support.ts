import { answering } from '../support/answers';
import { claimable, friends, inviteCode, programWith } from '../support/answers-invites';
import type { HostOptions } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import { newOpenid, phoneOf, t } from './people.support';

export const INVITE = '/packages/member/invite/index';

/** A member's phone. */
export async function joinedPhone(options: Partial<HostOptions> = {}): Promise<WxPhone> {
  const phone = phoneOf(newOpenid(), options).start('/pages/landing/index');
  await phone.tap(t.member.landing.join);
  await phone.sees(t.member.landing.joined);
  return phone;
}

interface Said {
  readonly programs?: readonly ReturnType<typeof programWith>[];
  /** Whether my code can be had. */
  readonly codes?: boolean;
}

/** From now on the server says this of programs, friends and rewards. */
export function say(phone: WxPhone, { programs = [programWith()], codes = true }: Said = {}): WxPhone {
  phone.fault(
    answering('GET /referral-programs', { items: [...programs] }),
    ...(codes ? [answering('POST /referral-programs/{id}/codes', inviteCode)] : []),
    answering('GET /me/invites', friends),
    answering('GET /me/rewards', claimable),
  );
  return phone;
}

/** A member's phone for which it does. */
export async function invitersPhone(
  programs: readonly ReturnType<typeof programWith>[] = [programWith()],
  options: Partial<HostOptions> = {},
): Promise<WxPhone> {
  return say(await joinedPhone(options), { programs });
}

/** Waits until the invite can be shared. */
export async function ready(phone: WxPhone): Promise<void> {
  await phone.until(() => phone.all('native-button').length > 0, 'the share button');
}
