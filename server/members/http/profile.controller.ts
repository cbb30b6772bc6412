import { createHash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { BodyOf, MemberProfile, RouteKey, Routes } from '../../../shared/contract';
import { accepted, Ledger, type Actor, type RunResult } from '../../ledger';
import { Clock } from '../../platform/clock';
import { Keyring } from '../../platform/crypto';
import { Handle, orRefuse, Refusal, Replayable, type Call } from '../../platform/http';
import { removeAvatar, setAvatar } from '../avatars.commands';
import { MemberProfiles } from '../members.profile';
import { MemberDirectory } from '../members.queries';
import { Nicknames } from '../nicknames';
import { cleanPicture } from '../pictures.rules';
import { PictureStore } from '../pictures.store';
import { changeMarketing, changeNickname, type OfMember } from '../profile.commands';

type ProfileRoute = Extract<
  RouteKey,
  'PATCH /me' | 'PUT /me/avatar' | 'DELETE /me/avatar' | 'PATCH /me/preferences'
>;
type ProfileCall = Call<ProfileRoute>;
type Profile = Replayable<MemberProfile>;

/** What members say of themselves. Every answer is the profile as it is now, replays too. */
@Controller()
export class ProfileController {
  constructor(
    private readonly directory: MemberDirectory,
    private readonly profiles: MemberProfiles,
    private readonly nicknames: Nicknames,
    private readonly store: PictureStore,
    private readonly ledger: Ledger,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** @rule M6a A replay asks WeChat nothing. */
  @Handle('PATCH /me')
  async nickname(call: Call<'PATCH /me'>): Promise<Profile> {
    const { body, once } = call;
    const recalled = await this.ledger.recall<OfMember>(changeNickname.kind, body, once.key);
    if (recalled) return this.answer(call, recalled);
    const input = { member_id: call.principal.member_id, nickname: await this.checked(call, body) };
    return this.answer(call, this.ledger.run(changeNickname, input, { ...by(call), content: body }));
  }

  /**
   * The bytes are kept first, under an id that only this request has, then named by the command. The check is asked
   * for in the background: the picture is there at once for its owner, and later for others.
   * @rule M6a
   */
  @Handle('PUT /me/avatar')
  async setAvatar(call: Call<'PUT /me/avatar'>): Promise<Profile> {
    const { once, principal } = call;
    const bytes = bytesOf(call.body.picture);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const content = { sha256: digest };
    const recalled = await this.ledger.recall<OfMember>(setAvatar.kind, content, once.key);
    if (recalled) return this.answer(call, recalled);
    const picture = cleanPicture(bytes);
    if (!picture) throw new Refusal('picture_unusable');
    const pictureId = this.keyring.sign('picture-id', `${once.key} ${digest}`);
    await this.store.keep(pictureId, picture);
    const input = { member_id: principal.member_id, picture_id: pictureId };
    return this.answer(call, this.ledger.run(setAvatar, input, { ...by(call), content }));
  }

  @Handle('DELETE /me/avatar')
  async removeAvatar(call: Call<'DELETE /me/avatar'>): Promise<Profile> {
    return this.answer(
      call,
      this.ledger.run(removeAvatar, { member_id: call.principal.member_id }, by(call)),
    );
  }

  /** @rule M6 */
  @Handle('PATCH /me/preferences')
  async preferences(call: Call<'PATCH /me/preferences'>): Promise<Profile> {
    const input = { member_id: call.principal.member_id, granted: call.body.marketing };
    return this.answer(call, this.ledger.run(changeMarketing, input, by(call)));
  }

  /** What the member has already was checked when it was given. */
  private async checked(
    { principal }: Call<'PATCH /me'>,
    { nickname }: BodyOf<Routes['PATCH /me']>,
  ): Promise<string | null> {
    const member = await this.directory.byId(principal.member_id);
    if (nickname === null || nickname === member?.nickname) return nickname;
    return orRefuse(await this.nicknames.check(principal.person_id, nickname));
  }

  private async answer(
    { principal }: ProfileCall,
    run: Promise<RunResult<OfMember>> | RunResult<OfMember>,
  ): Promise<Profile> {
    const { replayed } = await accepted(Promise.resolve(run));
    const member = await this.directory.byId(principal.member_id);
    if (!member) throw new Refusal('not_found');
    return new Replayable(await this.profiles.of(member, this.clock.now()), replayed);
  }
}

function by({ once, principal }: ProfileCall): { readonly key: string; readonly actor: Actor } {
  return { key: once.key, actor: { kind: 'member', id: principal.member_id } };
}

/** Throws `malformed` for a base64 that no encoder writes: bits set behind the last byte. */
function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') === base64) return bytes;
  throw new Refusal('malformed', {}, { fields: [{ field: 'picture', problem: '必须是 Base64' }] });
}
