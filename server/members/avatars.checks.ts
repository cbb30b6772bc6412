import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/kernel';
import { Ledger, type Actor, type EventHandler } from '../ledger';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { Wechat } from '../wechat';
import { beginCheck, PICTURE_DROPPED, recordTrace } from './avatars.commands';
import { PictureLinks } from './pictures.links';
import { PictureStore } from './pictures.store';

/** Pictures asked about in one round, one after the other. */
const ROUND = 10;
const ACTOR: Actor = { kind: 'system', id: 'members.avatar_checks' };

interface Due {
  readonly member_id: Id<'member'>;
  readonly picture_id: string;
  readonly attempts: number | string;
  readonly openid: string;
}

/**
 * Asks WeChat about every picture that waits for it, and again about those it never answered; several processes may
 * do so at once. A picture that is never answered stays visible to its owner only.
 * @rule M6a
 */
@Injectable()
export class AvatarChecks {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly wechat: Wechat,
    private readonly links: PictureLinks,
    private readonly clock: Clock,
  ) {}

  /** One round. Answers how many pictures it dealt with; 0 when none is due. */
  async tick(): Promise<number> {
    const due = await this.database.read.query<Due>(
      `SELECT a.member_id AS member_id, a.picture_id AS picture_id, a.attempts AS attempts, p.openid AS openid
       FROM avatars a JOIN members m ON m.id = a.member_id JOIN people p ON p.id = m.person_id
       WHERE a.next_check_at <= ? ORDER BY a.next_check_at LIMIT ?`,
      [this.clock.now(), ROUND],
    );
    for (const one of due) await this.ask(one);
    return due.length;
  }

  private async ask({ openid, attempts: before, ...picture }: Due): Promise<void> {
    const attempts = Number(before);
    const begun = await this.ledger.run(
      beginCheck,
      { ...picture, attempts },
      { key: `avatar-check:${picture.picture_id}:${attempts}`, actor: ACTOR },
    );
    // another process asks, or there is nothing to ask any more
    if (!begun.ok || begun.replayed) return;
    const url = this.links.forCheck(picture.picture_id, this.clock.now());
    const asked = await this.wechat.safety.picture({ openid, url });
    if (!asked.ok) return;
    const input = { ...picture, trace_id: asked.value };
    await this.ledger.run(recordTrace, input, { key: `avatar-trace:${asked.value}`, actor: ACTOR });
  }
}

/** Deletes the bytes of pictures that are shown no more: they are personal data. */
export function pictureHandlers(store: PictureStore): EventHandler[] {
  return [
    {
      name: 'members.dropped_pictures',
      types: [PICTURE_DROPPED],
      handle: async ({ data }) => {
        if (typeof data.picture_id === 'string') await store.remove(data.picture_id);
      },
    },
  ];
}
