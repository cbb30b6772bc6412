import { Injectable } from '@nestjs/common';
import { DAY_MS, type Instant } from '../../shared/kernel';
import { Clock } from '../platform/clock';
import { Database, type Session } from '../platform/database';
import { picturePieces, pictures, type AvatarRow } from './members.entity';
import { PICTURE_MEDIA, type CleanPicture, type PictureMedia } from './pictures.rules';

/** Characters of base64 in one piece: whole groups of four, within what a text column holds. */
const PIECE_LENGTH = 16_000;
const PURGED_AT_ONCE = 100;

/** What is known of a picture without its bytes. */
export interface StoredPicture {
  readonly media: PictureMedia;
  /** Of the member's avatar that shows it; null when nothing does. */
  readonly state: AvatarRow['state'] | null;
}

/** The bytes of pictures, in the database: they are there for every process, and go where its backups go. */
@Injectable()
export class PictureStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Keeps a picture, to be named by a command within a day. Doing it twice does no harm. */
  async keep(id: string, picture: CleanPicture): Promise<void> {
    const text = Buffer.from(picture.bytes).toString('base64');
    const count = Math.ceil(text.length / PIECE_LENGTH);
    const now = this.clock.now();
    const head = pictures.encode({ id, media: picture.media, pieces: count, stored_at: now });
    const pieces = Array.from({ length: count }, (_, ordinal) =>
      picturePieces.encode({
        id: `${id}.${ordinal}`,
        picture_id: id,
        ordinal,
        content: text.slice(ordinal * PIECE_LENGTH, (ordinal + 1) * PIECE_LENGTH),
      }),
    );
    const tail = this.database.dialect.insertIgnoreTail('id');
    await this.database.transaction(async (session) => {
      await session.execute(
        `INSERT INTO pictures (${pictures.columnNames.join(', ')}) VALUES (?, ?, ?, ?) ${tail}`,
        head,
      );
      await session.execute('UPDATE pictures SET stored_at = ? WHERE id = ?', [now, id]);
      for (const piece of pieces)
        await session.execute(
          `INSERT INTO picture_pieces (${picturePieces.columnNames.join(', ')}) VALUES (?, ?, ?, ?) ${tail}`,
          piece,
        );
    });
  }

  /** Null for one that is not there. */
  async find(id: string): Promise<StoredPicture | null> {
    const [row] = await this.database.read.query<{ media: string; state: AvatarRow['state'] | null }>(
      'SELECT p.media AS media, a.state AS state FROM pictures p LEFT JOIN avatars a ON a.picture_id = p.id WHERE p.id = ?',
      [id],
    );
    const media = PICTURE_MEDIA.find((one) => one === row?.media);
    return row && media ? { media, state: row.state } : null;
  }

  /** The bytes of a picture; null when they were deleted meanwhile. */
  async bytes(id: string): Promise<Buffer | null> {
    const rows = await this.database.read.query<{ content: string }>(
      'SELECT content FROM picture_pieces WHERE picture_id = ? ORDER BY ordinal',
      [id],
    );
    return rows.length === 0 ? null : Buffer.from(rows.map(({ content }) => content).join(''), 'base64');
  }

  /** Deletes a picture for good, if it is there. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async (session) => {
      await session.execute('DELETE FROM pictures WHERE id = ?', [id]);
      await removePieces(session, id);
    });
  }

  /**
   * Deletes what was kept more than a day ago and no avatar shows: requests that were never finished.
   * @returns how many pictures
   */
  async purge(): Promise<number> {
    const before = this.clock.now() - DAY_MS;
    const orphans = await this.database.read.query<{ id: string }>(
      `SELECT p.id AS id FROM pictures p LEFT JOIN avatars a ON a.picture_id = p.id
       WHERE p.stored_at < ? AND a.member_id IS NULL LIMIT ?`,
      [before, PURGED_AT_ONCE],
    );
    for (const { id } of orphans) await this.removeOld(id, before);
    return orphans.length;
  }

  /** Unless it was handed in again since it was looked at. */
  private async removeOld(id: string, before: Instant | number): Promise<void> {
    await this.database.transaction(async (session) => {
      const gone = await session.execute('DELETE FROM pictures WHERE id = ? AND stored_at < ?', [id, before]);
      if (gone === 1) await removePieces(session, id);
    });
  }
}

async function removePieces(session: Session, id: string): Promise<void> {
  await session.execute('DELETE FROM picture_pieces WHERE picture_id = ?', [id]);
}
