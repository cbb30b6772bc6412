import { BothDialects } from '../platform/database';

/** Written by `npm run generate -- --migration limits`. */
export class Limits1795392187008 extends BothDialects {
  name = 'Limits1795392187008';
  protected readonly sqlite = [
    'CREATE TABLE "sign_in_failures" ("id" varchar(26) PRIMARY KEY NOT NULL, "account_mac" varchar(43) NOT NULL, "place_mac" varchar(43) NOT NULL, "at" bigint NOT NULL, CONSTRAINT "ck_sign_in_failures_at" CHECK (at >= 0))',
    'CREATE INDEX "ix_sign_in_failures_account" ON "sign_in_failures" ("account_mac", "at")',
    'CREATE INDEX "ix_sign_in_failures_place" ON "sign_in_failures" ("place_mac", "at")',
    'CREATE INDEX "ix_sign_in_failures_age" ON "sign_in_failures" ("at")',
    'CREATE TABLE "new_coupons" ("id" varchar(40) PRIMARY KEY NOT NULL, "template_id" varchar(40) NOT NULL, "merchant_id" varchar(40) NOT NULL, "member_id" varchar(40) NOT NULL, "number" varchar(10) NOT NULL, "state" varchar(11) NOT NULL, "snapshot" text NOT NULL, "valid_from_at" bigint NOT NULL, "valid_to_at" bigint NOT NULL, "own_end_at" bigint, "claimed_at" bigint NOT NULL, "day" varchar(10) NOT NULL, "source" varchar(8) NOT NULL, "source_id" varchar(40), "redeemed_at" bigint, "redeemed_store_id" varchar(40), "redeemed_staff_id" varchar(40), "locked_by" varchar(40), "redeemed_by" varchar(40), CONSTRAINT "ck_coupons_state" CHECK (state IN (\'issued\', \'locked\', \'redeemed\', \'held\', \'transferred\', \'expired\', \'revoked\')), CONSTRAINT "ck_coupons_valid_from_at" CHECK (valid_from_at >= 0), CONSTRAINT "ck_coupons_valid_to_at" CHECK (valid_to_at >= 0), CONSTRAINT "ck_coupons_own_end_at" CHECK (own_end_at IS NULL OR own_end_at >= 0), CONSTRAINT "ck_coupons_claimed_at" CHECK (claimed_at >= 0), CONSTRAINT "ck_coupons_source" CHECK (source IN (\'claim\', \'welcome\', \'tier\', \'birthday\', \'order\', \'referral\')), CONSTRAINT "ck_coupons_redeemed_at" CHECK (redeemed_at IS NULL OR redeemed_at >= 0))',
    'INSERT INTO "new_coupons" ("claimed_at", "day", "id", "locked_by", "member_id", "merchant_id", "number", "own_end_at", "redeemed_at", "redeemed_by", "redeemed_staff_id", "redeemed_store_id", "snapshot", "source", "source_id", "state", "template_id", "valid_from_at", "valid_to_at") SELECT "claimed_at", "day", "id", "locked_by", "member_id", "merchant_id", "number", NULL, "redeemed_at", "redeemed_by", "redeemed_staff_id", "redeemed_store_id", "snapshot", "source", "source_id", "state", "template_id", "valid_from_at", "valid_to_at" FROM "coupons"',
    'DROP TABLE "coupons"',
    'ALTER TABLE "new_coupons" RENAME TO "coupons"',
    'CREATE UNIQUE INDEX "uq_coupons_number" ON "coupons" ("number")',
    'CREATE INDEX "ix_coupons_wallet" ON "coupons" ("member_id", "state", "valid_to_at", "id")',
    'CREATE INDEX "ix_coupons_used" ON "coupons" ("member_id", "state", "redeemed_at", "id")',
    'CREATE INDEX "ix_coupons_template" ON "coupons" ("template_id", "state")',
  ];
  protected readonly mariadb = [
    'CREATE TABLE `sign_in_failures` (`id` varchar(26) NOT NULL, `account_mac` varchar(43) NOT NULL, `place_mac` varchar(43) NOT NULL, `at` bigint NOT NULL, INDEX `ix_sign_in_failures_account` (`account_mac`, `at`), INDEX `ix_sign_in_failures_place` (`place_mac`, `at`), INDEX `ix_sign_in_failures_age` (`at`), PRIMARY KEY (`id`), CONSTRAINT ck_sign_in_failures_at CHECK (at >= 0)) ENGINE=InnoDB',
    'ALTER TABLE `coupons` ADD `own_end_at` bigint NULL',
    'ALTER TABLE coupons DROP CONSTRAINT ck_coupons_state, DROP CONSTRAINT ck_coupons_valid_from_at, DROP CONSTRAINT ck_coupons_valid_to_at, DROP CONSTRAINT ck_coupons_claimed_at, DROP CONSTRAINT ck_coupons_source, DROP CONSTRAINT ck_coupons_redeemed_at',
    "ALTER TABLE coupons ADD CONSTRAINT ck_coupons_state CHECK (state IN ('issued', 'locked', 'redeemed', 'held', 'transferred', 'expired', 'revoked')), ADD CONSTRAINT ck_coupons_valid_from_at CHECK (valid_from_at >= 0), ADD CONSTRAINT ck_coupons_valid_to_at CHECK (valid_to_at >= 0), ADD CONSTRAINT ck_coupons_own_end_at CHECK (own_end_at IS NULL OR own_end_at >= 0), ADD CONSTRAINT ck_coupons_claimed_at CHECK (claimed_at >= 0), ADD CONSTRAINT ck_coupons_source CHECK (source IN ('claim', 'welcome', 'tier', 'birthday', 'order', 'referral')), ADD CONSTRAINT ck_coupons_redeemed_at CHECK (redeemed_at IS NULL OR redeemed_at >= 0)",
  ];
}
