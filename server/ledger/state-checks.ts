import { differenceCheck, type AuditCheck } from './audit';

/** Something with states whose changes are rows of history. */
export interface States {
  /** As a difference calls one: `a coupon`. */
  readonly one: string;
  readonly table: string;
  readonly events: string;
  /** The column of `events` that says what it is about. */
  readonly key: string;
  /** What one begins as. */
  readonly born: string;
  /** From each state, those that may follow. */
  readonly edges: Readonly<Record<string, readonly string[]>>;
}

/**
 * Proves every state from its history: it is what the last event left, and each event went along an edge. That
 * something came into being is told by itself and by its transfers; where its history begins with a row that says so
 * again (`from_state` null), as releases up to 0009 wrote it, that row must be the first and leave what one begins as.
 * @rule L7
 */
export function stateChecks({ one, table, events, key, born, edges }: States): readonly AuditCheck[] {
  const legal = Object.entries(edges).flatMap(([from, targets]) => targets.map((to) => `'${from}>${to}'`));
  return [
    differenceCheck(
      `${one} is in the state its last event left it in`,
      `SELECT s.id AS id, COALESCE(e.to_state, '${born}') AS expected, s.state AS actual FROM ${table} s
       LEFT JOIN ${events} e ON e.${key} = s.id AND NOT EXISTS (SELECT 1 FROM ${events} later
         WHERE later.${key} = e.${key}
           AND (later.version > e.version OR (later.version = e.version AND later.ordinal > e.ordinal)))
       WHERE COALESCE(e.to_state, '${born}') <> s.state`,
    ),
    // each event with the state that the event before it left; before the first, what one begins as
    differenceCheck(
      `the events of ${one} form a legal chain`,
      `SELECT id, CONCAT(was, '>', to_state) AS expected, CONCAT(says, '>', to_state) AS actual FROM (
         SELECT e.id AS id, COALESCE(e.from_state, '') AS says, e.to_state AS to_state,
           COALESCE((SELECT b.to_state FROM ${events} b
             WHERE b.${key} = e.${key} AND (b.version < e.version OR (b.version = e.version AND b.ordinal < e.ordinal))
             ORDER BY b.version DESC, b.ordinal DESC LIMIT 1),
             CASE WHEN e.from_state IS NULL THEN '' ELSE '${born}' END) AS was
         FROM ${events} e) chain
       WHERE says <> was OR CONCAT(says, '>', to_state) NOT IN (${[`'>${born}'`, ...legal].join(', ')})`,
    ),
  ];
}
