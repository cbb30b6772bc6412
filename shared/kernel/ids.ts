/**
 * Kinds of identifiers and the prefix that shows the kind. An id is `<prefix>_<ULID><two more digits>`: 26
 * characters of the command's ULID (Crockford base 32, time-ordered) and an ordinal within that command.
 * The prefix is part of the stored id, so that an id of one kind never passes for another.
 */
export const ID_PREFIX = {
  account: 'cac',
  adjustment: 'adj',
  channel: 'chn',
  command: 'cmd',
  coupon: 'cpn',
  event: 'evt',
  handover: 'hnd',
  history: 'hst',
  invite: 'ivt',
  job: 'job',
  member: 'mem',
  merchant: 'mer',
  offer: 'ofr',
  order: 'ord',
  order_refund: 'orf',
  payment: 'pay',
  payment_refund: 'prf',
  person: 'prs',
  point_campaign: 'pcm',
  purchase: 'pur',
  redemption: 'rdm',
  referral_program: 'rpg',
  refund: 'rfd',
  reward: 'rwd',
  sale: 'sal',
  scan: 'scn',
  session: 'ses',
  staff: 'stf',
  statement: 'stm',
  store: 'sto',
  template: 'tpl',
  transfer: 'trf',
  visit: 'vis',
  wait: 'wai',
} as const;

export type IdKind = keyof typeof ID_PREFIX;
export type Id<Kind extends IdKind> = `${(typeof ID_PREFIX)[Kind]}_${string}`;

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes the id of row `ordinal` (0–1023) of the command with the given ULID. */
export function makeId<Kind extends IdKind>(kind: Kind, ulid: string, ordinal: number): Id<Kind> {
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= 1024)
    throw new RangeError(`ordinal ${ordinal}`);
  const high = CROCKFORD.charAt(Math.floor(ordinal / 32));
  return `${ID_PREFIX[kind]}_${ulid}${high}${CROCKFORD.charAt(ordinal % 32)}`;
}

/** Pattern of an id of `kind`, for request schemas. */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${ID_PREFIX[kind]}_[0-9A-HJKMNP-TV-Z]{28}$`);
}
