import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type LoggerOptions } from 'pino';
import type { Config } from '../config';
import { standardOutput } from './output';

/** Where log lines go. Nest provider token. Ids and numbers only: no bodies, no tokens, no personal data. */
export abstract class Log {
  abstract debug(details: object, message: string): void;
  abstract info(details: object, message: string): void;
  abstract warn(details: object, message: string): void;
  abstract error(details: object, message: string): void;
}

/** Fields that are struck out wherever somebody puts them by mistake, down to the third level. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'token',
  'password',
  'secret',
  'phone',
  'js_code',
  'phone_code',
  'openid',
  'cookie',
]);
const STRUCK_LEVELS = 3;

type Details = Record<string, unknown>;

/** `details` without secrets. Most have none and come back as they are: pino's own redaction copies every line. */
function struckOut(details: Details, levels = STRUCK_LEVELS): Details {
  let clean: Details | null = null;
  for (const name of Object.keys(details)) {
    const value = details[name];
    let shown = value;
    if (SECRET_FIELDS.has(name)) shown = '[hidden]';
    else if (levels > 1 && typeof value === 'object' && value !== null)
      shown = struckOut(value as Details, levels - 1);
    if (shown === value) continue;
    clean ??= { ...details };
    clean[name] = shown;
  }
  return clean ?? details;
}

/** What of an error's own fields is told. A driver's error also holds the statement with all its values. */
const ERROR_FIELDS = ['code', 'errno', 'syscall', 'sqlState', 'status', 'statusCode'];
/** Where a database quotes a value in its complaint. */
const QUOTED = [
  /(Duplicate entry ').*(' for key)/gs,
  /( value: ?').*?('(?= for | at row|\s|$))/gs,
  /( near ').*(' at line)/gs,
];

/** An error as its kind, text and place, without the values that a database quotes. */
function errorOf(error: Error): Details {
  const { type, message, stack } = pino.stdSerializers.err(error);
  const own = Object.entries(error).filter(
    ([name, value]) => ERROR_FIELDS.includes(name) && typeof value !== 'object',
  );
  return { type, message: unquoted(message), stack: unquoted(stack), ...Object.fromEntries(own) };
}

function unquoted(text: string): string {
  return QUOTED.reduce((shown, pattern) => shown.replace(pattern, '$1…$2'), text);
}

function detailsOf(given: Details): Details {
  const { err } = given;
  return struckOut(err instanceof Error ? { ...given, err: errorOf(err) } : given);
}

/** `,"time":"…"` of now. Many lines are of the same millisecond. */
function timestamps(): () => string {
  let at = NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now === at) return text;
    at = now;
    text = `,"time":"${new Date(now).toISOString()}"`;
    return text;
  };
}

/** A logger that writes one JSON object a line, to standard output unless told otherwise. */
export function createLogger(config: Pick<Config, 'log_level'>, sink?: DestinationStream): Log {
  const options: LoggerOptions = {
    level: config.log_level,
    base: null,
    timestamp: timestamps(),
    formatters: { level: (label) => ({ level: label }), log: detailsOf },
    // pino would look at what `detailsOf` made of an error once more
    serializers: { err: (told: unknown) => told },
  };
  return pino(options, sink ?? standardOutput());
}

/** Nest's own messages, in our log. Its tales of every module and route are `debug`. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.sink.debug(contextOf(rest), String(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.sink.debug(contextOf(rest), String(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.sink.debug(contextOf(rest), String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.sink.warn(contextOf(rest), String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.sink.error(
      contextOf(rest),
      message instanceof Error ? (message.stack ?? message.message) : String(message),
    );
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}

/** Nest passes the name of the speaker last. */
function contextOf(rest: readonly unknown[]): { context?: string } {
  const last = rest.at(-1);
  return typeof last === 'string' ? { context: last } : {};
}
