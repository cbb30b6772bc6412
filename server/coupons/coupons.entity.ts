import { COUPON_STATES } from '../../shared/contract';
import type {
  CouponLimits,
  CouponScope,
  CouponSnapshot,
  CouponTimes,
  CouponValidity,
  CouponValue,
} from '../../shared/rules';
import { ACTOR_KINDS } from '../ledger';
import {
  choice,
  dayColumn,
  flag,
  id,
  instantColumn,
  integer,
  json,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

/** @rule C1 @rule C2 @rule C3 @rule C4 What an operator offers; what a coupon promises is copied from here (C5a). */
export const couponTemplates = table(
  'coupon_templates',
  {
    id: id('template'),
    merchant_id: id('merchant'),
    title: text(30),
    value: json<CouponValue>(),
    validity: json<CouponValidity>(),
    times: json<CouponTimes>(),
    scope: json<CouponScope>(),
    limits: json<CouponLimits>(),
    claim_from_at: nullable(instantColumn()),
    claim_to_at: nullable(instantColumn()),
    /** From when on nothing can be claimed any more: the end of the claim window or of a fixed validity. */
    ends_at: nullable(instantColumn()),
    listed: flag(),
    state: choice(['active', 'paused']),
    /** All that was ever put on sale, less what was withdrawn: what is left plus every coupon there is. */
    stock_total: integer(0),
    /** The program's day of the last claim, and how many were claimed on it. */
    issued_day: nullable(dayColumn()),
    issued_on_day: integer(0),
    version: integer(1),
    created_at: instantColumn(),
  },
  { primary: ['id'], index: { centre: ['listed', 'state', 'id'] } },
);
export type TemplateRow = Row<typeof couponTemplates>;

export const COUPON_SOURCES = ['claim', 'welcome', 'tier', 'birthday', 'order', 'referral'] as const;
export type CouponSource = (typeof COUPON_SOURCES)[number];

/** @rule C5 @rule C5a One member's copy of a template, with what was promised. Never deleted. */
export const coupons = table(
  'coupons',
  {
    id: id('coupon'),
    template_id: id('template'),
    merchant_id: id('merchant'),
    member_id: id('member'),
    /** Ten digits, the last one a check digit; the dynamic code is derived from it (M7). */
    number: text(10),
    state: choice(COUPON_STATES),
    snapshot: json<CouponSnapshot>(),
    valid_from_at: instantColumn(),
    valid_to_at: instantColumn(),
    /** Its own end, once an undo has moved `valid_to_at`; null while that is it (C7). */
    own_end_at: nullable(instantColumn()),
    claimed_at: instantColumn(),
    day: dayColumn(),
    source: choice(COUPON_SOURCES),
    /** The channel that gave it, or the event it was given for; null for a claim in the coupon centre. */
    source_id: nullable(text(40)),
    redeemed_at: nullable(instantColumn()),
    /** What the tabs of the wallet sort by: when it was used, else when it ends. */
    sorted_at: instantColumn(),
    redeemed_store_id: nullable(id('store')),
    redeemed_staff_id: nullable(id('staff')),
    /** The open order that uses it. */
    locked_by: nullable(id('order')),
    /** What used it up: a redemption or an order. */
    redeemed_by: nullable(text(40)),
  },
  {
    primary: ['id'],
    unique: { number: ['number'] },
    index: { wallet: ['member_id', 'state', 'sorted_at', 'id'] },
    checks: { sorted: 'sorted_at = COALESCE(redeemed_at, valid_to_at)' },
  },
);
export type CouponRow = Row<typeof coupons>;

/** @rule C5 History of a coupon: each change with who, where, when and why. Rows are never changed. */
export const couponEvents = table(
  'coupon_events',
  {
    id: id('history'),
    coupon_id: id('coupon'),
    /** Null where a release up to 0009 wrote once more that the coupon came into being. */
    from_state: nullable(choice(COUPON_STATES)),
    to_state: choice(COUPON_STATES),
    actor_kind: choice(ACTOR_KINDS),
    actor_id: text(64),
    store_id: nullable(id('store')),
    reason: nullable(text(100)),
    reference: nullable(text(64)),
    /** Version of the member's owner and position within it: the order of the history. */
    version: integer(1),
    ordinal: integer(0),
    day: dayColumn(),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { order: ['coupon_id', 'version', 'ordinal'] } },
);

/**
 * @rule C4 How many coupons of a template a member got, in all and on the last day. Counts also while no limit is
 * set, so that a limit that is set later knows what was before it.
 */
export const couponHolders = table(
  'coupon_holders',
  {
    /** `<template>:<member>` */
    id: text(80),
    template_id: id('template'),
    member_id: id('member'),
    claimed: integer(0),
    /** The program's day of the last claim, and how many were claimed on it. */
    day: dayColumn(),
    claimed_on_day: integer(0),
  },
  { primary: ['id'] },
);
export type HolderRow = Row<typeof couponHolders>;

export const COUPONS_TABLES = [couponTemplates, coupons, couponEvents, couponHolders] as const;
