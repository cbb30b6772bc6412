import { Controller } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Handle, Refusal, type Call } from '../../platform/http';
import { PictureLinks } from '../pictures.links';
import { PictureStore } from '../pictures.store';

const DAY_S = 24 * 60 * 60;
/** Nothing in a picture may run, should somebody open it as a page. */
const INERT = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
};

/** Where pictures are read from. */
@Controller()
export class PicturesController {
  constructor(
    private readonly store: PictureStore,
    private readonly links: PictureLinks,
    private readonly clock: Clock,
  ) {}

  /**
   * An id never stands for another picture, so the answer may be kept; for a day only, since pictures are taken away.
   * @rule M6a What has not passed is shown only to who was given its signed address: the owner, and WeChat.
   */
  @Handle('GET /pictures/{id}')
  async read(call: Call<'GET /pictures/{id}'>): Promise<Buffer> {
    const { query } = call;
    const { id } = call.params;
    const picture = await this.store.find(id);
    const isOpen = picture?.state === 'passed';
    // what nothing shows is on its way out
    if (
      !picture?.state ||
      !(isOpen || this.links.isSigned(id, query.until, query.signature, this.clock.now()))
    )
      throw new Refusal('not_found');
    const bytes = await this.store.bytes(id);
    if (!bytes) throw new Refusal('not_found');
    call.headers({
      ...INERT,
      'Content-Type': picture.media,
      'Cache-Control': isOpen ? `public, max-age=${DAY_S}` : 'private, max-age=600',
      ETag: `"${id}"`,
    });
    return bytes;
  }
}
