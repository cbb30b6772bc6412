import { choice, id, instantColumn, integer, nullable, table, text, type Row } from '../platform/database';

/** @rule M4 @rule M6a A gift of a level or a birthday, also one that could not be given: it is not tried again. */
export const benefitGifts = table(
  'benefit_gifts',
  {
    /** `<event>:<level>:<template>` of a level, `<member>:<year>` of a birthday. */
    id: text(80),
    member_id: id('member'),
    kind: choice(['tier', 'birthday']),
    /** The level that gives it. */
    level: integer(1),
    points: integer(0),
    template_id: nullable(id('template')),
    /** Null where no coupon was due, or none could be given: then `problem` says why. */
    coupon_id: nullable(id('coupon')),
    problem: nullable(text(40)),
    at: instantColumn(),
  },
  { primary: ['id'], index: { member: ['member_id', 'at'] } },
);
export type BenefitGiftRow = Row<typeof benefitGifts>;

export const BENEFITS_TABLES = [benefitGifts] as const;
