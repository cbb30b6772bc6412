import { BothDialects } from '../platform/database';

/** Written by `npm run generate -- --migration waits`. */
export class Waits1795369784994 extends BothDialects {
  name = 'Waits1795369784994';
  protected readonly sqlite = [
    'CREATE INDEX "ix_offers_waited" ON "offers" ("waiting", "id")',
    'CREATE TABLE "new_waits" ("id" varchar(40) PRIMARY KEY NOT NULL, "offer_id" varchar(40) NOT NULL, "sale_id" varchar(40) NOT NULL, "member_id" varchar(40) NOT NULL, "place" varchar(80), "state" varchar(7) NOT NULL, "version" bigint NOT NULL, "ordinal" bigint NOT NULL, "hold_id" varchar(40), "offered_until_at" bigint, "at" bigint NOT NULL, "closed_at" bigint, CONSTRAINT "ck_waits_state" CHECK (state IN (\'waiting\', \'offered\', \'claimed\', \'passed\', \'left\')), CONSTRAINT "ck_waits_version" CHECK (version >= 1), CONSTRAINT "ck_waits_ordinal" CHECK (ordinal >= 0), CONSTRAINT "ck_waits_offered_until_at" CHECK (offered_until_at IS NULL OR offered_until_at >= 0), CONSTRAINT "ck_waits_at" CHECK (at >= 0), CONSTRAINT "ck_waits_closed_at" CHECK (closed_at IS NULL OR closed_at >= 0), CONSTRAINT "ck_waits_offered" CHECK ((state = \'offered\') = (offered_until_at IS NOT NULL AND hold_id IS NOT NULL AND closed_at IS NULL)), CONSTRAINT "ck_waits_closed" CHECK ((state IN (\'claimed\', \'passed\', \'left\')) = (closed_at IS NOT NULL)), CONSTRAINT "ck_waits_place" CHECK ((place IS NULL) = (closed_at IS NOT NULL)))',
    'INSERT INTO "new_waits" ("at", "closed_at", "hold_id", "id", "member_id", "offer_id", "offered_until_at", "ordinal", "place", "sale_id", "state", "version") SELECT "at", "closed_at", "hold_id", "id", "member_id", "offer_id", "offered_until_at", "ordinal", NULL, "sale_id", "state", "version" FROM "waits"',
    'DROP TABLE "waits"',
    'ALTER TABLE "new_waits" RENAME TO "waits"',
    'CREATE UNIQUE INDEX "uq_waits_place" ON "waits" ("place")',
    'CREATE INDEX "ix_waits_turn" ON "waits" ("offer_id", "state", "version", "ordinal")',
    'CREATE INDEX "ix_waits_mine" ON "waits" ("member_id", "offer_id", "id")',
    'CREATE INDEX "ix_waits_due" ON "waits" ("state", "offered_until_at", "id")',
  ];
  protected readonly mariadb = [
    'ALTER TABLE `waits` ADD `place` varchar(80) NULL',
    'CREATE INDEX `ix_offers_waited` ON `offers` (`waiting`, `id`)',
    'CREATE UNIQUE INDEX `uq_waits_place` ON `waits` (`place`)',
    'ALTER TABLE waits DROP CONSTRAINT ck_waits_state, DROP CONSTRAINT ck_waits_version, DROP CONSTRAINT ck_waits_ordinal, DROP CONSTRAINT ck_waits_offered_until_at, DROP CONSTRAINT ck_waits_at, DROP CONSTRAINT ck_waits_closed_at, DROP CONSTRAINT ck_waits_offered, DROP CONSTRAINT ck_waits_closed',
    "ALTER TABLE waits ADD CONSTRAINT ck_waits_state CHECK (state IN ('waiting', 'offered', 'claimed', 'passed', 'left')), ADD CONSTRAINT ck_waits_version CHECK (version >= 1), ADD CONSTRAINT ck_waits_ordinal CHECK (ordinal >= 0), ADD CONSTRAINT ck_waits_offered_until_at CHECK (offered_until_at IS NULL OR offered_until_at >= 0), ADD CONSTRAINT ck_waits_at CHECK (at >= 0), ADD CONSTRAINT ck_waits_closed_at CHECK (closed_at IS NULL OR closed_at >= 0), ADD CONSTRAINT ck_waits_offered CHECK ((state = 'offered') = (offered_until_at IS NOT NULL AND hold_id IS NOT NULL AND closed_at IS NULL)), ADD CONSTRAINT ck_waits_closed CHECK ((state IN ('claimed', 'passed', 'left')) = (closed_at IS NOT NULL)), ADD CONSTRAINT ck_waits_place CHECK ((place IS NULL) = (closed_at IS NOT NULL))",
  ];
}
