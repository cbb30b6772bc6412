import { BothDialects } from '../platform/database';

/** Written by `npm run generate -- --migration bills`. */
export class Bills1795369100000 extends BothDialects {
  name = 'Bills1795369100000';
  protected readonly sqlite = [
    'CREATE TABLE "new_payment_refunds" ("id" varchar(40) PRIMARY KEY NOT NULL, "payment_id" varchar(40) NOT NULL, "order_id" varchar(40) NOT NULL, "member_id" varchar(40) NOT NULL, "out_refund_no" varchar(64) NOT NULL, "amount_fen" bigint NOT NULL, "why" varchar(12) NOT NULL, "state" varchar(10) NOT NULL, "attempts" bigint NOT NULL, "next_at" bigint, "problem" varchar(200), "settled_note" varchar(100), "requested_at" bigint NOT NULL, "accepted_at" bigint, "done_at" bigint, "day" varchar(10) NOT NULL, CONSTRAINT "ck_payment_refunds_amount_fen" CHECK (amount_fen >= 1), CONSTRAINT "ck_payment_refunds_why" CHECK (why IN (\'pieces\', \'late\', \'twice\', \'wrong_amount\')), CONSTRAINT "ck_payment_refunds_state" CHECK (state IN (\'requested\', \'processing\', \'success\', \'abnormal\', \'settled\')), CONSTRAINT "ck_payment_refunds_attempts" CHECK (attempts >= 0), CONSTRAINT "ck_payment_refunds_next_at" CHECK (next_at IS NULL OR next_at >= 0), CONSTRAINT "ck_payment_refunds_requested_at" CHECK (requested_at >= 0), CONSTRAINT "ck_payment_refunds_accepted_at" CHECK (accepted_at IS NULL OR accepted_at >= 0), CONSTRAINT "ck_payment_refunds_done_at" CHECK (done_at IS NULL OR done_at >= 0), CONSTRAINT "ck_payment_refunds_done" CHECK ((state IN (\'success\', \'settled\')) = (done_at IS NOT NULL)))',
    'INSERT INTO "new_payment_refunds" ("accepted_at", "amount_fen", "attempts", "day", "done_at", "id", "member_id", "next_at", "order_id", "out_refund_no", "payment_id", "problem", "requested_at", "settled_note", "state", "why") SELECT NULL, "amount_fen", "attempts", "day", "done_at", "id", "member_id", "next_at", "order_id", "out_refund_no", "payment_id", "problem", "requested_at", "settled_note", "state", "why" FROM "payment_refunds"',
    'DROP TABLE "payment_refunds"',
    'ALTER TABLE "new_payment_refunds" RENAME TO "payment_refunds"',
    'CREATE UNIQUE INDEX "uq_payment_refunds_number" ON "payment_refunds" ("out_refund_no")',
    'CREATE INDEX "ix_payment_refunds_due" ON "payment_refunds" ("next_at", "id")',
    'CREATE INDEX "ix_payment_refunds_accepted" ON "payment_refunds" ("accepted_at", "id")',
    'CREATE INDEX "ix_payment_refunds_payment" ON "payment_refunds" ("payment_id", "id")',
    'CREATE INDEX "ix_payment_refunds_order" ON "payment_refunds" ("order_id", "id")',
    'CREATE TABLE "new_bill_differences" ("id" varchar(40) PRIMARY KEY NOT NULL, "day" varchar(10) NOT NULL, "kind" varchar(15) NOT NULL, "out_trade_no" varchar(64) NOT NULL, "out_refund_no" varchar(64), "transaction_id" varchar(32), "ours_fen" bigint, "theirs_fen" bigint, "at" bigint NOT NULL, "gone_at" bigint, CONSTRAINT "ck_bill_differences_kind" CHECK (kind IN (\'payment_unknown\', \'payment_missing\', \'payment_amount\', \'refund_unknown\', \'refund_missing\', \'refund_amount\')), CONSTRAINT "ck_bill_differences_ours_fen" CHECK (ours_fen IS NULL OR ours_fen >= 0), CONSTRAINT "ck_bill_differences_theirs_fen" CHECK (theirs_fen IS NULL OR theirs_fen >= 0), CONSTRAINT "ck_bill_differences_at" CHECK (at >= 0), CONSTRAINT "ck_bill_differences_gone_at" CHECK (gone_at IS NULL OR gone_at >= 0))',
    'INSERT INTO "new_bill_differences" ("at", "day", "gone_at", "id", "kind", "ours_fen", "out_refund_no", "out_trade_no", "theirs_fen", "transaction_id") SELECT "at", "day", NULL, "id", "kind", "ours_fen", "out_refund_no", "out_trade_no", "theirs_fen", "transaction_id" FROM "bill_differences"',
    'DROP TABLE "bill_differences"',
    'ALTER TABLE "new_bill_differences" RENAME TO "bill_differences"',
    'CREATE INDEX "ix_bill_differences_day" ON "bill_differences" ("day", "id")',
  ];
  protected readonly mariadb = [
    'DROP INDEX `ix_payment_refunds_due` ON `payment_refunds`',
    'ALTER TABLE `payment_refunds` ADD `accepted_at` bigint NULL',
    'ALTER TABLE `bill_differences` ADD `gone_at` bigint NULL',
    'CREATE INDEX `ix_payment_refunds_due` ON `payment_refunds` (`next_at`, `id`)',
    'CREATE INDEX `ix_payment_refunds_accepted` ON `payment_refunds` (`accepted_at`, `id`)',
    'ALTER TABLE payment_refunds DROP CONSTRAINT ck_payment_refunds_amount_fen, DROP CONSTRAINT ck_payment_refunds_why, DROP CONSTRAINT ck_payment_refunds_state, DROP CONSTRAINT ck_payment_refunds_attempts, DROP CONSTRAINT ck_payment_refunds_next_at, DROP CONSTRAINT ck_payment_refunds_requested_at, DROP CONSTRAINT ck_payment_refunds_done_at, DROP CONSTRAINT ck_payment_refunds_done',
    "ALTER TABLE payment_refunds ADD CONSTRAINT ck_payment_refunds_amount_fen CHECK (amount_fen >= 1), ADD CONSTRAINT ck_payment_refunds_why CHECK (why IN ('pieces', 'late', 'twice', 'wrong_amount')), ADD CONSTRAINT ck_payment_refunds_state CHECK (state IN ('requested', 'processing', 'success', 'abnormal', 'settled')), ADD CONSTRAINT ck_payment_refunds_attempts CHECK (attempts >= 0), ADD CONSTRAINT ck_payment_refunds_next_at CHECK (next_at IS NULL OR next_at >= 0), ADD CONSTRAINT ck_payment_refunds_requested_at CHECK (requested_at >= 0), ADD CONSTRAINT ck_payment_refunds_accepted_at CHECK (accepted_at IS NULL OR accepted_at >= 0), ADD CONSTRAINT ck_payment_refunds_done_at CHECK (done_at IS NULL OR done_at >= 0), ADD CONSTRAINT ck_payment_refunds_done CHECK ((state IN ('success', 'settled')) = (done_at IS NOT NULL))",
    'ALTER TABLE bill_differences DROP CONSTRAINT ck_bill_differences_kind, DROP CONSTRAINT ck_bill_differences_ours_fen, DROP CONSTRAINT ck_bill_differences_theirs_fen, DROP CONSTRAINT ck_bill_differences_at',
    "ALTER TABLE bill_differences ADD CONSTRAINT ck_bill_differences_kind CHECK (kind IN ('payment_unknown', 'payment_missing', 'payment_amount', 'refund_unknown', 'refund_missing', 'refund_amount')), ADD CONSTRAINT ck_bill_differences_ours_fen CHECK (ours_fen IS NULL OR ours_fen >= 0), ADD CONSTRAINT ck_bill_differences_theirs_fen CHECK (theirs_fen IS NULL OR theirs_fen >= 0), ADD CONSTRAINT ck_bill_differences_at CHECK (at >= 0), ADD CONSTRAINT ck_bill_differences_gone_at CHECK (gone_at IS NULL OR gone_at >= 0)",
  ];
}
