import { BothDialects } from '../platform/database';

/** Written by `npm run generate -- --migration pay`. */
export class Pay1795368990000 extends BothDialects {
  name = 'Pay1795368990000';
  protected readonly sqlite = [
    'CREATE TABLE "new_sale_lapses" ("id" varchar(80) PRIMARY KEY NOT NULL, "sale_id" varchar(40) NOT NULL, "member_id" varchar(40) NOT NULL, "lapsed" bigint NOT NULL, CONSTRAINT "ck_sale_lapses_lapsed" CHECK (lapsed >= 0))',
    'INSERT INTO "new_sale_lapses" ("id", "lapsed", "member_id", "sale_id") SELECT "id", "lapsed", "member_id", "sale_id" FROM "sale_lapses"',
    'DROP TABLE "sale_lapses"',
    'ALTER TABLE "new_sale_lapses" RENAME TO "sale_lapses"',
  ];
  protected readonly mariadb = [
    'ALTER TABLE sale_lapses DROP CONSTRAINT ck_sale_lapses_lapsed',
    'ALTER TABLE sale_lapses ADD CONSTRAINT ck_sale_lapses_lapsed CHECK (lapsed >= 0)',
  ];
}
