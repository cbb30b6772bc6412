import { BothDialects } from '../platform/database';

/**
 * Written by `npm run generate -- --migration fewer-writes`; the rows of `deliveries` come out of the outbox.
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
  ];
  protected readonly mariadb = [
    "CREATE TABLE `deliveries` (`id` varchar(40) NOT NULL, `owner_key` varchar(120) NOT NULL, `owner_version` bigint NOT NULL, `ordinal` bigint NOT NULL, `at` bigint NOT NULL, `state` varchar(7) NOT NULL, `attempts` bigint NOT NULL, `next_attempt_at` bigint NOT NULL, `problem` varchar(300) NULL, INDEX `ix_deliveries_due` (`state`, `owner_key`, `owner_version`, `ordinal`), PRIMARY KEY (`id`), CONSTRAINT ck_deliveries_owner_version CHECK (owner_version >= 1), CONSTRAINT ck_deliveries_ordinal CHECK (ordinal >= 0), CONSTRAINT ck_deliveries_at CHECK (at >= 0), CONSTRAINT ck_deliveries_state CHECK (state IN ('pending', 'parked')), CONSTRAINT ck_deliveries_attempts CHECK (attempts >= 0), CONSTRAINT ck_deliveries_next_attempt_at CHECK (next_attempt_at >= 0)) ENGINE=InnoDB",
    "INSERT INTO deliveries (id, owner_key, owner_version, ordinal, at, state, attempts, next_attempt_at, problem) SELECT id, owner_key, owner_version, ordinal, at, state, attempts, next_attempt_at, problem FROM outbox WHERE state <> 'delivered'",
    'ALTER TABLE outbox DROP INDEX ix_outbox_undelivered, DROP CONSTRAINT ck_outbox_state, DROP CONSTRAINT ck_outbox_attempts, DROP CONSTRAINT ck_outbox_next_attempt_at, DROP COLUMN state, DROP COLUMN attempts, DROP COLUMN next_attempt_at, DROP COLUMN problem',
  ];
}
