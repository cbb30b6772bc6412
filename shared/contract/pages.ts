/** Where the server serves the H5 build of the mini-program. */
export const H5_PATH = '/app/';

/** What a `scene` stands for: a channel's code, `r.` and a receipt's code (S3), or `i.` and an invite code (R1). */
export const RECEIPT_SCENE = 'r.';
export const INVITE_SCENE = 'i.';

/** Address of the landing page in the H5 build, as a plain QR code holds it (A2). */
export function landingUrl(publicUrl: string, scene: string): string {
  return `${publicUrl}${H5_PATH}#/pages/landing/index?scene=${encodeURIComponent(scene)}`;
}

/** Page of the one-time set-up link; the token stands after the `#`. */
export const SETUP_PATH = '/setup';
