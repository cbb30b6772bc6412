import { BothDialects } from '../platform/database';

/**
 * Written by `npm run generate -- --migration fewer-writes`; the rows of `deliveries` come out of the outbox,
 * and each coupon is told what its wallet sorts by.
 * What an older release writes does not fit any more: its servers must be stopped.
 */
export class FewerWrites1795417574568 extends BothDialects {
  name = 'FewerWrites1795417574568';
  protected readonly sqlite = [
    'CREATE TABLE "deliveries" ("id" varchar(40) PRIMARY KEY NOT NULL, "owner_key" varchar(120) NOT NULL, "owner_version" bigint NOT NULL, "ordinal" bigint NOT NULL, "at" bigint NOT NULL, "state" varchar(7) NOT NULL, "attempts" bigint NOT NULL, "next_attempt_at" bigint NOT NULL, "problem" varchar(300), CONSTRAINT "ck_deliveries_owner_version" CHECK (owner_version >= 1), CONSTRAINT "ck_deliveries_ordinal" CHECK (ordinal >= 0), CONSTRAINT "ck_deliveries_at" CHECK (at >= 0), CONSTRAINT "ck_deliveries_state" CHECK (state IN (\'pending\', \'parked\')), CONSTRAINT "ck_deliveries_attempts" CHECK (attempts >= 0), CONSTRAINT "ck_deliveries_next_attempt_at" CHECK (next_attempt_at >= 0))',
    'CREATE INDEX "ix_deliveries_due" ON "deliveries" ("state", "owner_key", "owner_version", "ordinal")',
    "INSERT INTO deliveries (id, owner_key, owner_version, ordinal, at, state, attempts, next_attempt_at, problem) SELECT id, owner_key, owner_version, ordinal, at, state, attempts, next_attempt_at, problem FROM outbox WHERE state <> 'delivered'",
    'CREATE TABLE "new_outbox" ("id" varchar(40) PRIMARY KEY NOT NULL, "owner_key" varchar(120) NOT NULL, "owner_version" bigint NOT NULL, "ordinal" bigint NOT NULL, "type" varchar(40) NOT NULL, "data" text NOT NULL, "at" bigint NOT NULL, CONSTRAINT "ck_outbox_owner_version" CHECK (owner_version >= 1), CONSTRAINT "ck_outbox_ordinal" CHECK (ordinal >= 0), CONSTRAINT "ck_outbox_at" CHECK (at >= 0))',
    'INSERT INTO "new_outbox" ("at", "data", "id", "ordinal", "owner_key", "owner_version", "type") SELECT "at", "data", "id", "ordinal", "owner_key", "owner_version", "type" FROM "outbox"',
    'DROP TABLE "outbox"',
    'ALTER TABLE "new_outbox" RENAME TO "outbox"',
    'CREATE UNIQUE INDEX "uq_outbox_order" ON "outbox" ("owner_key", "owner_version", "ordinal")',
    'DROP INDEX "ix_accounts_owner"',
    'CREATE INDEX "ix_accounts_owner" ON "accounts" ("owner_key", "asset") WHERE asset = \'points\'',
    'DROP INDEX "uq_transfers_hold"',
    'CREATE UNIQUE INDEX "uq_transfers_hold" ON "transfers" ("hold_id") WHERE hold_id IS NOT NULL',
    'CREATE TABLE "new_coupons" ("id" varchar(40) PRIMARY KEY NOT NULL, "template_id" varchar(40) NOT NULL, "merchant_id" varchar(40) NOT NULL, "member_id" varchar(40) NOT NULL, "number" varchar(10) NOT NULL, "state" varchar(11) NOT NULL, "snapshot" text NOT NULL, "valid_from_at" bigint NOT NULL, "valid_to_at" bigint NOT NULL, "own_end_at" bigint, "claimed_at" bigint NOT NULL, "day" varchar(10) NOT NULL, "source" varchar(8) NOT NULL, "source_id" varchar(40), "redeemed_at" bigint, "sorted_at" bigint NOT NULL, "redeemed_store_id" varchar(40), "redeemed_staff_id" varchar(40), "locked_by" varchar(40), "redeemed_by" varchar(40), CONSTRAINT "ck_coupons_state" CHECK (state IN (\'issued\', \'locked\', \'redeemed\', \'held\', \'transferred\', \'expired\', \'revoked\')), CONSTRAINT "ck_coupons_valid_from_at" CHECK (valid_from_at >= 0), CONSTRAINT "ck_coupons_valid_to_at" CHECK (valid_to_at >= 0), CONSTRAINT "ck_coupons_own_end_at" CHECK (own_end_at IS NULL OR own_end_at >= 0), CONSTRAINT "ck_coupons_claimed_at" CHECK (claimed_at >= 0), CONSTRAINT "ck_coupons_source" CHECK (source IN (\'claim\', \'welcome\', \'tier\', \'birthday\', \'order\', \'referral\')), CONSTRAINT "ck_coupons_redeemed_at" CHECK (redeemed_at IS NULL OR redeemed_at >= 0), CONSTRAINT "ck_coupons_sorted_at" CHECK (sorted_at >= 0), CONSTRAINT "ck_coupons_sorted" CHECK (sorted_at = COALESCE(redeemed_at, valid_to_at)))',
    'INSERT INTO "new_coupons" ("claimed_at", "day", "id", "locked_by", "member_id", "merchant_id", "number", "own_end_at", "redeemed_at", "redeemed_by", "redeemed_staff_id", "redeemed_store_id", "snapshot", "sorted_at", "source", "source_id", "state", "template_id", "valid_from_at", "valid_to_at") SELECT "claimed_at", "day", "id", "locked_by", "member_id", "merchant_id", "number", "own_end_at", "redeemed_at", "redeemed_by", "redeemed_staff_id", "redeemed_store_id", "snapshot", COALESCE("redeemed_at", "valid_to_at"), "source", "source_id", "state", "template_id", "valid_from_at", "valid_to_at" FROM "coupons"',
    'DROP TABLE "coupons"',
    'ALTER TABLE "new_coupons" RENAME TO "coupons"',
    'CREATE UNIQUE INDEX "uq_coupons_number" ON "coupons" ("number")',
    'CREATE INDEX "ix_coupons_wallet" ON "coupons" ("member_id", "state", "sorted_at", "id")',
  ];
  protected readonly mariadb = [
    "CREATE TABLE `deliveries` (`id` varchar(40) NOT NULL, `owner_key` varchar(120) NOT NULL, `owner_version` bigint NOT NULL, `ordinal` bigint NOT NULL, `at` bigint NOT NULL, `state` varchar(7) NOT NULL, `attempts` bigint NOT NULL, `next_attempt_at` bigint NOT NULL, `problem` varchar(300) NULL, INDEX `ix_deliveries_due` (`state`, `owner_key`, `owner_version`, `ordinal`), PRIMARY KEY (`id`), CONSTRAINT ck_deliveries_owner_version CHECK (owner_version >= 1), CONSTRAINT ck_deliveries_ordinal CHECK (ordinal >= 0), CONSTRAINT ck_deliveries_at CHECK (at >= 0), CONSTRAINT ck_deliveries_state CHECK (state IN ('pending', 'parked')), CONSTRAINT ck_deliveries_attempts CHECK (attempts >= 0), CONSTRAINT ck_deliveries_next_attempt_at CHECK (next_attempt_at >= 0)) ENGINE=InnoDB",
    "INSERT INTO deliveries (id, owner_key, owner_version, ordinal, at, state, attempts, next_attempt_at, problem) SELECT id, owner_key, owner_version, ordinal, at, state, attempts, next_attempt_at, problem FROM outbox WHERE state <> 'delivered'",
    'ALTER TABLE outbox DROP INDEX ix_outbox_undelivered, DROP CONSTRAINT ck_outbox_state, DROP CONSTRAINT ck_outbox_attempts, DROP CONSTRAINT ck_outbox_next_attempt_at, DROP COLUMN state, DROP COLUMN attempts, DROP COLUMN next_attempt_at, DROP COLUMN problem',
    'ALTER TABLE coupons ADD sorted_at bigint NOT NULL',
    'UPDATE coupons SET sorted_at = COALESCE(redeemed_at, valid_to_at)',
    'ALTER TABLE coupons DROP INDEX ix_coupons_wallet, DROP INDEX ix_coupons_used, DROP INDEX ix_coupons_template, ADD INDEX ix_coupons_wallet (member_id, state, sorted_at, id), ADD CONSTRAINT ck_coupons_sorted_at CHECK (sorted_at >= 0), ADD CONSTRAINT ck_coupons_sorted CHECK (sorted_at = COALESCE(redeemed_at, valid_to_at))',
  ];
}
