import { differenceCheck, type AuditCheck } from '../ledger';

/** @rule L7 What members said of themselves says the same everywhere. */
export const membersAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    "a member's consent to marketing is what they said last",
    `SELECT m.id AS id, c.granted AS expected, m.marketing_consent AS actual
     FROM members m LEFT JOIN consents c ON c.member_id = m.id AND c.kind = 'marketing' AND c.member_version =
       (SELECT MAX(l.member_version) FROM consents l WHERE l.member_id = m.id AND l.kind = 'marketing')
     WHERE c.id IS NULL OR c.granted <> m.marketing_consent`,
  ),
  differenceCheck(
    'every member agreed to the terms they joined under',
    `SELECT m.id AS id, m.terms_version AS expected, c.document_version AS actual
     FROM members m LEFT JOIN consents c ON c.member_id = m.id AND c.kind = 'terms' AND c.granted = 1
       AND c.document_version = m.terms_version AND c.at = m.consent_at
     WHERE c.id IS NULL`,
  ),
  differenceCheck(
    'every picture that is shown is there, whole',
    `SELECT a.picture_id AS id, p.pieces AS expected, COUNT(s.id) AS actual
     FROM avatars a LEFT JOIN pictures p ON p.id = a.picture_id LEFT JOIN picture_pieces s ON s.picture_id = a.picture_id
     WHERE a.picture_id IS NOT NULL
     GROUP BY a.picture_id, p.pieces HAVING p.pieces IS NULL OR COUNT(s.id) <> p.pieces`,
  ),
  differenceCheck(
    'every avatar is of a member',
    `SELECT a.member_id AS id, a.member_id AS expected, m.id AS actual
     FROM avatars a LEFT JOIN members m ON m.id = a.member_id WHERE m.id IS NULL`,
  ),
];
