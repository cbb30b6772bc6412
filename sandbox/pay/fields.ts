import { type Asked, parseAddress, parseObject } from '../http';
import { paramError } from './refusals';

type Fields = Readonly<Record<string, unknown>>;

/** What a field may be; throws PayRefusal by itself for what it may not. */
export type FieldCheck = (value: unknown, name: string) => void;

interface Field {
  readonly check: FieldCheck;
  readonly isRequired: boolean;
}

/** Every field that an object may have. */
export type Shape = Readonly<Record<string, Field>>;

const UNKNOWN_FIELD = 270924358;

/** A field that must be there. */
export function required(check: FieldCheck): Field {
  return { check, isRequired: true };
}

/** A field that may be left out (but not be null). */
export function optional(check: FieldCheck): Field {
  return { check, isRequired: false };
}

/** A text of at most `max` bytes, and of this form. */
export function text(max: number, form = /^[^]+$/): FieldCheck {
  return (value, name) => {
    if (typeof value !== 'string' || !form.test(value) || Buffer.byteLength(value) > max)
      throw paramError(`输入源“${name}”不符合规则`);
  };
}

/** A whole number from 1. */
export const amount: FieldCheck = (value, name) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
    throw paramError(`输入源“${name}”必须是不小于 1 的整数`);
};

/** Exactly one of these. */
export function oneOf(...allowed: readonly unknown[]): FieldCheck {
  return (value, name) => {
    if (!allowed.includes(value)) throw paramError(`输入源“${name}”不在可选范围`);
  };
}

/** An array of what need not be looked into. */
export const list: FieldCheck = (value, name) => {
  if (!Array.isArray(value)) throw paramError(`输入源“${name}”必须是数组`);
};

/** https (http on this machine only: that is where a sandbox's server is), no query. */
export const notifyUrl: FieldCheck = (value, name) => {
  text(255)(value, name);
  const url = parseAddress(String(value));
  const isLocal = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.search !== '' || (url.protocol !== 'https:' && !isLocal))
    throw paramError(`输入源“${name}”必须是不带参数的 https 地址`);
};

/** An object with these fields and no others. */
export function object(shape: Shape): FieldCheck {
  return (value, name) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw paramError(`输入源“${name}”必须是对象`);
    const fields: Fields = { ...value };
    const unknown = Object.keys(fields).find((field) => !(field in shape));
    if (unknown !== undefined)
      throw paramError(`请求中含有未在API文档中定义的参数：${unknown}`, UNKNOWN_FIELD);
    for (const [field, { check, isRequired }] of Object.entries(shape)) {
      const inner = fields[field];
      if (inner !== undefined) check(inner, field);
      else if (isRequired) throw paramError(`输入源“${field}”为必填项`);
    }
  };
}

/** The body, checked. */
export function bodyOf(asked: Asked, shape: Shape): Fields {
  const body = parseObject(asked.body);
  if (!body) throw paramError('请求体不是 JSON 对象');
  object(shape)(body, 'body');
  return body;
}

/** Our order numbers. */
export const outTradeNo = text(32, /^[0-9A-Za-z_\-|*]{6,32}$/);

/** Our refund numbers. */
export const outRefundNo = text(64, /^[0-9A-Za-z_\-|*@]{1,64}$/);

/** A JSON text that is the same for the same fields in another order. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}
