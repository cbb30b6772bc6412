import { ControlRefusal } from './control-refusal';
import { type Asked, parseObject } from './http';
import { type World } from './world';

/** A body, read. */
export type Body = Record<string, unknown>;

/** `name` is what its path names. An Answer goes out as it is, any other object as JSON. */
export type ControlHandler = (world: World, asked: Asked, name: string) => object | Promise<object>;

/** One thing the control surface can do. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly handle: ControlHandler;
}

/** 400: what was asked cannot be understood. */
export function malformed(detail: string): ControlRefusal {
  return new ControlRefusal(400, 'malformed', detail);
}

/** The body as an object with no other fields than these; no body is an empty object. */
export function bodyOf(asked: Asked, fields: readonly string[]): Body {
  const body = asked.body.trim() === '' ? {} : parseObject(asked.body);
  if (!body) throw malformed('the body must be a JSON object');
  const unknown = Object.keys(body).find((name) => !fields.includes(name));
  if (unknown !== undefined) throw malformed(`unknown field ${JSON.stringify(unknown)}`);
  return body;
}

/** A text of this form, or undefined when it is left out. */
export function textOf(body: Body, name: string, shape: RegExp): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !shape.test(value))
    throw malformed(`${name} must be a text like ${shape.source}`);
  return value;
}

/** A whole number within bounds; `usual` when it is left out. */
export function integerOf(body: Body, name: string, usual: number, max: number, min = 1): number {
  const value = body[name] ?? usual;
  const good = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  if (!good) throw malformed(`${name} must be a whole number from ${min} to ${max}`);
  return value;
}
