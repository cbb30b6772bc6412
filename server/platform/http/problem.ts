import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { ERRORS, errorText, type ErrorCode, type FieldError, type Problem } from '../../../shared/contract';
import { CryptoBusy } from '../crypto';
import type { Language } from './call';
import { Refusal } from './refusal';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  503: 'unavailable',
};
/** What drivers say when the database cannot be reached, or gave way to others however often it was asked. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'POOL_CLOSED',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'SQLITE_BUSY',
]);
/** For what is at fault before there are fields: an address that cannot be read, a length that is not true. */
const UNREADABLE: Readonly<Record<Language, FieldError>> = {
  zh: { field: 'request', problem: '无法读取' },
  en: { field: 'request', problem: 'cannot be read' },
};
const RETRY_AFTER_S: Readonly<Partial<Record<number, number>>> = { 429: 60, 503: 2 };

/** The refusal that an error stands for; null when it is a bug. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error instanceof CryptoBusy) return new Refusal('busy');
  const status = statusOf(error);
  if (status !== null && status !== 500) {
    const code = CODE_OF_STATUS[status] ?? (status < 500 ? 'malformed' : null);
    return code === null ? null : new Refusal(code);
  }
  return isAway(error) || isAway(fieldOf(error, 'driverError')) ? new Refusal('unavailable') : null;
}

/** The problem document of a refusal, with the seconds to wait where waiting helps. */
export function problemOf(
  refusal: Refusal,
  language: Language,
  requestId: string,
): { problem: Problem; retry_after_s: number | null } {
  const { status, retryable } = ERRORS[refusal.code];
  const { retry_after_s: wait } = refusal.extra;
  const fields = refusal.extra.fields ?? (refusal.code === 'malformed' ? [UNREADABLE[language]] : undefined);
  const problem: Problem = {
    type: `/api/docs/problems#${refusal.code}`,
    title: STATUS_CODES[status] ?? 'Problem',
    status,
    code: refusal.code,
    detail: errorText(refusal.code, refusal.params, language),
    ...(Object.keys(refusal.params).length > 0 && { params: refusal.params }),
    ...(fields && { fields }),
    retryable,
    request_id: requestId,
  };
  return { problem, retry_after_s: wait ?? RETRY_AFTER_S[status] ?? null };
}

/** The status that Nest or Fastify gave an error of their own. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const code = fieldOf(error, 'code');
  const status = fieldOf(error, 'statusCode');
  return typeof code === 'string' && code.startsWith('FST_') && typeof status === 'number' ? status : null;
}

function isAway(error: unknown): boolean {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' && AWAY.has(code);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
