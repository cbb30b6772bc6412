import { z } from 'zod';
import type { FieldError, RouteDefinition } from '../../../shared/contract';
import type { Language } from './call';
import { fieldErrors, fieldMessages } from './fields';
import { parseJson, type JsonProblem } from './json';
import { Refusal } from './refusal';

/** What came in, before anything is known of it. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  /** The bytes of the body, as the content parser left them; anything else is no body. */
  readonly body: unknown;
}

export interface ParsedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const nothing = z.strictObject({});
const NO_BODY = Buffer.alloc(0);

/** What most parts of most requests are: no need to ask a schema. */
function isNothing(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length === 0;
}

const BODY_PROBLEMS: Readonly<Record<JsonProblem, Readonly<Record<Language, string>>>> = {
  not_utf8: { zh: '不是 UTF-8 编码', en: 'is not UTF-8' },
  not_json: { zh: '不是有效的 JSON', en: 'is not valid JSON' },
  forbidden_key: { zh: '含有不允许的名称', en: 'holds a name that is not allowed' },
  broken_text: { zh: '含有不完整的字符', en: 'holds half a character' },
};

/**
 * Reads path, query and body by the route's schemas. A part without a schema must be empty. All faults of all
 * three parts are told at once.
 * @throws Refusal `malformed` with the fields at fault
 */
export function parseInput(route: RouteDefinition, raw: RawInput, language: Language): ParsedInput {
  const faults: FieldError[] = [];
  const read = (schema: z.ZodType | undefined, value: unknown, at: string): unknown => {
    if (!schema && isNothing(value)) return undefined;
    const asked = schema ?? nothing;
    let parsed = asked.safeParse(value);
    // Only who is at fault needs the words for it: to hand them over costs as much as to parse an id.
    if (!parsed.success) parsed = asked.safeParse(value, { error: fieldMessages(language) });
    if (!parsed.success) faults.push(...fieldErrors(parsed.error, at, language));
    return schema ? parsed.data : undefined;
  };
  const params = read(route.params, raw.params, 'path');
  const query = read(route.query, raw.query, 'query');
  const json = parseJson(Buffer.isBuffer(raw.body) ? raw.body : NO_BODY);
  const body = json.ok ? read(route.body, json.value, 'body') : undefined;
  if (!json.ok) faults.push({ field: 'body', problem: BODY_PROBLEMS[json.error][language] });
  if (faults.length > 0) throw new Refusal('malformed', {}, { fields: faults });
  return { params, query, body };
}
