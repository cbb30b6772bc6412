import type { ErrorCode, FieldError, Problem } from '@shared/contract';

/** What went wrong, in the words and with the facts a screen needs. */
export class ApiError extends Error {
  constructor(
    /** The server's code, or one of ours when the server did not speak. */
    readonly code: ErrorCode | 'offline' | 'unreadable' | 'browse_only',
    /** A sentence for people. */
    readonly detail: string,
    readonly facts: {
      readonly status: number;
      readonly retryable: boolean;
      /** The request may have been carried out: ask again with the same key, never with a new one. */
      readonly unknown: boolean;
      readonly fields?: readonly FieldError[];
    },
  ) {
    super(detail);
    this.name = 'ApiError';
  }
}

/** A problem document, or null when the body is something else (a proxy's page, say). */
export function readProblem(body: unknown): Problem | null {
  if (typeof body !== 'object' || body === null) return null;
  const { code, detail, status } = body as Partial<Problem>;
  if (typeof code !== 'string' || typeof detail !== 'string' || typeof status !== 'number') return null;
  return body as Problem;
}

/** Anything thrown, as an ApiError; a bug of ours reads as "try again" and keeps its message for the log. */
export function asApiError(error: unknown, words: string): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('unreadable', words, { status: 0, retryable: true, unknown: false });
}

/** Whether what was asked for is not there: never was, is gone, or belongs to somebody else. */
export function isUnknown({ code }: ApiError): boolean {
  // an address that was cut or changed on its way names nothing either
  return code === 'not_found' || code === 'malformed';
}
