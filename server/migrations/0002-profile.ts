import { BothDialects } from '../platform/database';

/**
 * What those who are members already agreed to when they joined, as the first rows of the history (M6). Ids of one
 * command end in an ordinal; nobody's ends in the last two.
 */
const FIRST_CONSENTS = [
  consentsFrom("'terms'", '1', 'ZY'),
  consentsFrom("'marketing'", 'marketing_consent', 'ZZ'),
];

function consentsFrom(kind: string, granted: string, ordinal: string): string {
  return `INSERT INTO consents (id, member_id, kind, granted, document_version, member_version, at)
    SELECT CONCAT('hst_', SUBSTR(id, 5, 26), '${ordinal}'), id, ${kind}, ${granted}, terms_version, 1, consent_at FROM members`;
}

/** Written by `npm run generate -- --migration profile`; what it did to nicknames and left out of consents by hand. */
export class Profile1795345577461 extends BothDialects {
  name = 'Profile1795345577461';
  protected readonly sqlite = [
    'CREATE TABLE "new_members" ("id" varchar(40) PRIMARY KEY NOT NULL, "person_id" varchar(40) NOT NULL, "card_no" varchar(10) NOT NULL, "nickname" varchar(40), "phone_sealed" varchar(200), "phone_hash" varchar(43), "code_secret_sealed" varchar(200) NOT NULL, "terms_version" varchar(16) NOT NULL, "marketing_consent" integer NOT NULL, "consent_at" bigint NOT NULL, "joined_at" bigint NOT NULL, "joined_day" varchar(10) NOT NULL, "first_visit_id" varchar(40), "first_channel_id" varchar(40), "first_store_id" varchar(40), "first_staff_id" varchar(40), "purchases_count" bigint NOT NULL, "version" bigint NOT NULL, CONSTRAINT "ck_members_marketing_consent" CHECK (marketing_consent IN (0, 1)), CONSTRAINT "ck_members_consent_at" CHECK (consent_at >= 0), CONSTRAINT "ck_members_joined_at" CHECK (joined_at >= 0), CONSTRAINT "ck_members_purchases_count" CHECK (purchases_count >= 0), CONSTRAINT "ck_members_version" CHECK (version >= 1))',
    'INSERT INTO "new_members" ("card_no", "code_secret_sealed", "consent_at", "first_channel_id", "first_staff_id", "first_store_id", "first_visit_id", "id", "joined_at", "joined_day", "marketing_consent", "nickname", "person_id", "phone_hash", "phone_sealed", "purchases_count", "terms_version", "version") SELECT "card_no", "code_secret_sealed", "consent_at", "first_channel_id", "first_staff_id", "first_store_id", "first_visit_id", "id", "joined_at", "joined_day", "marketing_consent", "nickname", "person_id", "phone_hash", "phone_sealed", "purchases_count", "terms_version", "version" FROM "members"',
    'DROP TABLE "members"',
    'ALTER TABLE "new_members" RENAME TO "members"',
    'CREATE UNIQUE INDEX "uq_members_person" ON "members" ("person_id")',
    'CREATE UNIQUE INDEX "uq_members_card_no" ON "members" ("card_no")',
    'CREATE UNIQUE INDEX "uq_members_phone_hash" ON "members" ("phone_hash")',
    'CREATE INDEX "ix_members_channel" ON "members" ("first_channel_id")',
    'CREATE INDEX "ix_members_joined" ON "members" ("joined_day", "id")',
    'CREATE TABLE "consents" ("id" varchar(40) PRIMARY KEY NOT NULL, "member_id" varchar(40) NOT NULL, "kind" varchar(9) NOT NULL, "granted" integer NOT NULL, "document_version" varchar(16) NOT NULL, "member_version" bigint NOT NULL, "at" bigint NOT NULL, CONSTRAINT "ck_consents_kind" CHECK (kind IN (\'terms\', \'marketing\')), CONSTRAINT "ck_consents_granted" CHECK (granted IN (0, 1)), CONSTRAINT "ck_consents_member_version" CHECK (member_version >= 1), CONSTRAINT "ck_consents_at" CHECK (at >= 0))',
    'CREATE UNIQUE INDEX "uq_consents_member" ON "consents" ("member_id", "kind", "member_version")',
    'CREATE TABLE "avatars" ("member_id" varchar(40) PRIMARY KEY NOT NULL, "picture_id" varchar(43), "state" varchar(8) NOT NULL, "trace_id" varchar(64), "attempts" bigint NOT NULL, "next_check_at" bigint, "version" bigint NOT NULL, CONSTRAINT "ck_avatars_state" CHECK (state IN (\'checking\', \'passed\', \'refused\', \'none\')), CONSTRAINT "ck_avatars_attempts" CHECK (attempts >= 0), CONSTRAINT "ck_avatars_next_check_at" CHECK (next_check_at IS NULL OR next_check_at >= 0), CONSTRAINT "ck_avatars_version" CHECK (version >= 1), CONSTRAINT "ck_avatars_shown" CHECK ((state IN (\'checking\', \'passed\') AND picture_id IS NOT NULL) OR (state IN (\'refused\', \'none\') AND picture_id IS NULL)), CONSTRAINT "ck_avatars_due" CHECK (state = \'checking\' OR next_check_at IS NULL))',
    'CREATE UNIQUE INDEX "uq_avatars_picture" ON "avatars" ("picture_id")',
    'CREATE UNIQUE INDEX "uq_avatars_trace" ON "avatars" ("trace_id")',
    'CREATE INDEX "ix_avatars_due" ON "avatars" ("next_check_at")',
    'CREATE TABLE "media_verdicts" ("event_key" varchar(43) PRIMARY KEY NOT NULL, "request_key" varchar(43) NOT NULL, "trace_id" varchar(64) NOT NULL, "verdict" varchar(6) NOT NULL, "at" bigint NOT NULL, CONSTRAINT "ck_media_verdicts_verdict" CHECK (verdict IN (\'pass\', \'review\', \'risky\')), CONSTRAINT "ck_media_verdicts_at" CHECK (at >= 0))',
    'CREATE UNIQUE INDEX "uq_media_verdicts_request" ON "media_verdicts" ("request_key")',
    'CREATE INDEX "ix_media_verdicts_trace" ON "media_verdicts" ("trace_id")',
    'CREATE TABLE "pictures" ("id" varchar(43) PRIMARY KEY NOT NULL, "media" varchar(10) NOT NULL, "pieces" bigint NOT NULL, "stored_at" bigint NOT NULL, CONSTRAINT "ck_pictures_media" CHECK (media IN (\'image/jpeg\', \'image/png\')), CONSTRAINT "ck_pictures_pieces" CHECK (pieces >= 1), CONSTRAINT "ck_pictures_stored_at" CHECK (stored_at >= 0))',
    'CREATE INDEX "ix_pictures_stored" ON "pictures" ("stored_at")',
    'CREATE TABLE "picture_pieces" ("id" varchar(47) PRIMARY KEY NOT NULL, "picture_id" varchar(43) NOT NULL, "ordinal" bigint NOT NULL, "content" text NOT NULL, CONSTRAINT "ck_picture_pieces_ordinal" CHECK (ordinal >= 0))',
    'CREATE INDEX "ix_picture_pieces_picture" ON "picture_pieces" ("picture_id", "ordinal")',
    ...FIRST_CONSENTS,
  ];
  protected readonly mariadb = [
    "CREATE TABLE `consents` (`id` varchar(40) NOT NULL, `member_id` varchar(40) NOT NULL, `kind` varchar(9) NOT NULL, `granted` int NOT NULL, `document_version` varchar(16) NOT NULL, `member_version` bigint NOT NULL, `at` bigint NOT NULL, UNIQUE INDEX `uq_consents_member` (`member_id`, `kind`, `member_version`), PRIMARY KEY (`id`), CONSTRAINT ck_consents_kind CHECK (kind IN ('terms', 'marketing')), CONSTRAINT ck_consents_granted CHECK (granted IN (0, 1)), CONSTRAINT ck_consents_member_version CHECK (member_version >= 1), CONSTRAINT ck_consents_at CHECK (at >= 0)) ENGINE=InnoDB",
    "CREATE TABLE `avatars` (`member_id` varchar(40) NOT NULL, `picture_id` varchar(43) NULL, `state` varchar(8) NOT NULL, `trace_id` varchar(64) NULL, `attempts` bigint NOT NULL, `next_check_at` bigint NULL, `version` bigint NOT NULL, UNIQUE INDEX `uq_avatars_picture` (`picture_id`), UNIQUE INDEX `uq_avatars_trace` (`trace_id`), INDEX `ix_avatars_due` (`next_check_at`), PRIMARY KEY (`member_id`), CONSTRAINT ck_avatars_state CHECK (state IN ('checking', 'passed', 'refused', 'none')), CONSTRAINT ck_avatars_attempts CHECK (attempts >= 0), CONSTRAINT ck_avatars_next_check_at CHECK (next_check_at IS NULL OR next_check_at >= 0), CONSTRAINT ck_avatars_version CHECK (version >= 1), CONSTRAINT ck_avatars_shown CHECK ((state IN ('checking', 'passed') AND picture_id IS NOT NULL) OR (state IN ('refused', 'none') AND picture_id IS NULL)), CONSTRAINT ck_avatars_due CHECK (state = 'checking' OR next_check_at IS NULL)) ENGINE=InnoDB",
    "CREATE TABLE `media_verdicts` (`event_key` varchar(43) NOT NULL, `request_key` varchar(43) NOT NULL, `trace_id` varchar(64) NOT NULL, `verdict` varchar(6) NOT NULL, `at` bigint NOT NULL, UNIQUE INDEX `uq_media_verdicts_request` (`request_key`), INDEX `ix_media_verdicts_trace` (`trace_id`), PRIMARY KEY (`event_key`), CONSTRAINT ck_media_verdicts_verdict CHECK (verdict IN ('pass', 'review', 'risky')), CONSTRAINT ck_media_verdicts_at CHECK (at >= 0)) ENGINE=InnoDB",
    "CREATE TABLE `pictures` (`id` varchar(43) NOT NULL, `media` varchar(10) NOT NULL, `pieces` bigint NOT NULL, `stored_at` bigint NOT NULL, INDEX `ix_pictures_stored` (`stored_at`), PRIMARY KEY (`id`), CONSTRAINT ck_pictures_media CHECK (media IN ('image/jpeg', 'image/png')), CONSTRAINT ck_pictures_pieces CHECK (pieces >= 1), CONSTRAINT ck_pictures_stored_at CHECK (stored_at >= 0)) ENGINE=InnoDB",
    'CREATE TABLE `picture_pieces` (`id` varchar(47) NOT NULL, `picture_id` varchar(43) NOT NULL, `ordinal` bigint NOT NULL, `content` text NOT NULL, INDEX `ix_picture_pieces_picture` (`picture_id`, `ordinal`), PRIMARY KEY (`id`), CONSTRAINT ck_picture_pieces_ordinal CHECK (ordinal >= 0)) ENGINE=InnoDB',
    'ALTER TABLE `members` MODIFY `nickname` varchar(40) NULL',
    ...FIRST_CONSENTS,
  ];
}
