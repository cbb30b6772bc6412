import { z } from 'zod';
import { defineRoutes } from './route';

/** Longest nickname, in code points. */
export const NICKNAME_MAX = 20;
/** Largest picture, in bytes. */
export const PICTURE_BYTES_MAX = 150 * 1024;
/** The same in base64: four characters for three bytes. */
const PICTURE_BASE64_MAX = (PICTURE_BYTES_MAX / 3) * 4;
/** Longest side of a picture, in pixels. */
export const PICTURE_SIDE_MAX = 4096;

/**
 * Nothing that is not seen: control and format characters (bidi overrides, zero-width spaces), line separators and
 * letters that look like nothing. Joiners and tags stay, emoji are made of them.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|(?![\u200d\u{e0020}-\u{e007f}])\p{Cf}/u;
/** Something that is seen, without which the rest would be nothing. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Marks that sit on what stands before the name, or tower over the lines around it: no writing needs five on a letter. */
const TOWERING = /^\p{M}|\p{M}{5}/u;

/** A name others may read: trimmed, in NFC, 1–20 code points. */
export const nicknameText = z
  .string()
  .normalize('NFC')
  .trim()
  .min(1, { error: '不能为空', abort: true })
  .max(2 * NICKNAME_MAX, { error: `最多 ${NICKNAME_MAX} 个字`, abort: true })
  .refine((value) => Array.from(value).length <= NICKNAME_MAX, `最多 ${NICKNAME_MAX} 个字`)
  .refine((value) => SEEN.test(value) && !UNSEEN.test(value), '不能含看不见的字符')
  .refine((value) => !TOWERING.test(value), '不能叠加这么多符号');

/** A picture in plain base64 (RFC 4648, padded, without line breaks or `data:`). */
export const pictureText = z
  .string()
  .min(4)
  .max(PICTURE_BASE64_MAX, `图片不能超过 ${PICTURE_BYTES_MAX / 1024} KB`)
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, '必须是 Base64');

/**
 * A member's own picture. Others see it only once it has `passed` (M6a); until then `url` is signed for a while and
 * told to the member alone. A refused picture is deleted and has no `url`.
 */
export const avatar = z.object({
  /** `/pictures/{id}` with its query: a path below `/api/v1`, like every route; the client puts its API root in front. */
  url: z.string().nullable(),
  state: z.enum(['checking', 'passed', 'refused']),
});
export type Avatar = z.infer<typeof avatar>;

export const picturesRoutes = defineRoutes({
  'GET /pictures/{id}': {
    summary: 'The bytes of a picture that passed, or of any with the signature in its url',
    audience: 'public',
    permission: 'public',
    status: 200,
    params: z.strictObject({ id: z.string().regex(/^[0-9A-Za-z_-]{43}$/, '不是图片的编号') }),
    query: z.strictObject({
      /** Until when the signature is good, in epoch ms. */
      until: z.coerce.number().int().min(0).optional(),
      signature: z.string().min(1).max(64).optional(),
    }),
    response: null,
    once: false,
    errors: ['not_found'],
    produces: 'image/*',
  },
});
