import { STATUS_CODES } from 'node:http';
import { ERRORS, type ErrorCode, type Problem } from '../../shared/contract';
import type { Reply } from './app';

/** What a refusal should be. */
export interface Expected {
  readonly codes?: readonly ErrorCode[];
  /** The field that must be named, or one within it. */
  readonly field?: string;
}

const MEMBERS = new Set([
  'type',
  'title',
  'status',
  'code',
  'detail',
  'params',
  'fields',
  'retryable',
  'request_id',
]);
const CHINESE = /\p{Script=Han}/u;

/** What is wrong with a refusal as a problem document of the catalogue; null when nothing is. */
export function faultOf(reply: Reply<unknown>, expected: Expected = {}): string | null {
  if (reply.status < 400) return `answered ${reply.status}`;
  if (reply.status >= 500) return `answered ${reply.status} ${JSON.stringify(reply.body)}`;
  const type = String(reply.headers['content-type']);
  if (!type.startsWith('application/problem+json')) return `content type ${type}`;
  const problem = reply.body as Problem;
  return (
    documentFault(problem, reply) ??
    textFault(problem) ??
    expectationFault(problem, expected) ??
    (reply.headers['idempotency-replayed'] === undefined ? null : 'a refusal calls itself a replay')
  );
}

function documentFault(problem: Problem, reply: Reply<unknown>): string | null {
  if (!Object.hasOwn(ERRORS, problem.code)) return `code ${problem.code}`;
  const { status, retryable } = ERRORS[problem.code];
  const wanted: Partial<Problem> = {
    type: `/api/docs/problems#${problem.code}`,
    title: STATUS_CODES[status] ?? '',
    status,
    retryable,
    request_id: String(reply.headers['x-request-id']),
  };
  for (const [name, value] of Object.entries(wanted)) {
    const given = (problem as unknown as Record<string, unknown>)[name];
    if (given !== value) return `${name} is ${JSON.stringify(given)}, not ${JSON.stringify(value)}`;
  }
  if (reply.status !== status) return `status ${reply.status} for ${problem.code}`;
  if (status === 429 && !(Number(reply.headers['retry-after']) > 0)) return 'no Retry-After';
  const strange = Object.keys(problem).find((name) => !MEMBERS.has(name));
  return strange === undefined ? null : `member ${strange}`;
}

function textFault({ code, detail, fields }: Problem): string | null {
  if (typeof detail !== 'string' || !CHINESE.test(detail)) return `detail ${JSON.stringify(detail)}`;
  if (/[{}]/.test(detail)) return `detail lacks a parameter: ${detail}`;
  if (code === 'malformed' && !(fields && fields.length > 0)) return 'malformed without fields';
  const dumb = (fields ?? []).find(
    ({ field, problem }) => field === '' || field.length > 100 || !/[\p{Script=Han}]/u.test(problem),
  );
  return dumb ? `field ${JSON.stringify(dumb)}` : null;
}

function expectationFault({ code, fields }: Problem, { codes, field }: Expected): string | null {
  if (codes && !codes.includes(code)) return `code ${code}, not ${codes.join(' or ')}`;
  if (field === undefined || code !== 'malformed') return null;
  const named = (fields ?? []).some((one) => one.field === field || one.field.startsWith(`${field}.`));
  return named ? null : `${field} is not named: ${JSON.stringify(fields)}`;
}
