import { useShareAppMessage, useShareTimeline } from '@tarojs/taro';
import cardPicture from '../assets/share-card.png';
import invitePicture from '../assets/share-invite.png';
import squarePicture from '../assets/share-square.png';
import { queryText } from './page-url';
import { address, type PageName } from './router';

/** What somebody sees who gets this page from a friend, and where it leads. */
export interface ShareCard {
  readonly title: string;
  readonly page: PageName;
  readonly query?: Readonly<Record<string, string>>;
  /** The picture of the card; the shop front if left out. */
  readonly picture?: keyof typeof PICTURES;
}

/** Drawn by us, 5:4. */
const PICTURES = { shop: cardPicture, invite: invitePicture } as const;

/**
 * Lets this page be shared to a chat, and, where its configuration allows it, to Moments, where it must be readable
 * without a login (see BROWSE_ONLY). The configuration of the page names both: `enableShareAppMessage`,
 * `enableShareTimeline`. Nothing may depend on sharing: WeChat does not tell whether it happened. @rule R9
 */
export function useSharing({ title, page, query = {}, picture = 'shop' }: ShareCard): void {
  useShareAppMessage(() => ({ title, path: address(page, query), imageUrl: PICTURES[picture] }));
  useShareTimeline(() => ({ title, query: queryText(query), imageUrl: squarePicture }));
}
