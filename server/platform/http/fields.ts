import { z } from 'zod';
import type { FieldError } from '../../../shared/contract';
import type { Language } from './call';

type RawIssue = z.core.$ZodRawIssue;

const FIELDS_MAX = 50;
const NAME_MAX = 100;
const UNKNOWN: Readonly<Record<Language, string>> = { zh: '不认识的内容', en: 'is not known here' };
const TYPES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  string: ['文字', 'a text'],
  number: ['数字', 'a number'],
  int: ['整数', 'a whole number'],
  boolean: ['true 或 false', 'true or false'],
  array: ['列表', 'a list'],
  object: ['对象', 'an object'],
  null: ['null', 'null'],
};
/** `{size}` of texts, lists and numbers. */
const BOUNDS: Readonly<Record<Language, Readonly<Record<string, readonly [small: string, big: string]>>>> = {
  zh: {
    string: ['至少 {size} 个字', '最多 {size} 个字'],
    array: ['至少 {size} 项', '最多 {size} 项'],
    number: ['不能小于 {size}', '不能大于 {size}'],
  },
  en: {
    string: ['must have at least {size} characters', 'must have at most {size} characters'],
    array: ['must have at least {size} items', 'must have at most {size} items'],
    number: ['must not be less than {size}', 'must not be more than {size}'],
  },
};
const FALLBACK = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };
const MESSAGES = { zh: messagesIn('zh'), en: messagesIn('en') };

/** What zod is to say in a language. Messages that the contract wrote itself win over these. */
export function fieldMessages(language: Language): z.core.$ZodErrorMap {
  return MESSAGES[language];
}

/**
 * Every field at fault, by its path such as `bill.lines.0.name`; `at` names the whole when it is at fault itself.
 * Of a very long list the first 50 are told.
 */
export function fieldErrors(error: z.ZodError, at: string, language: Language): FieldError[] {
  const fields: FieldError[] = [];
  for (const issue of error.issues) {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        fields.push({ field: nameOf([...path, key], at), problem: UNKNOWN[language] });
    } else {
      fields.push({ field: nameOf(path, at), problem: issue.message });
    }
    if (fields.length >= FIELDS_MAX) break;
  }
  return fields.slice(0, FIELDS_MAX);
}

function nameOf(path: readonly string[], at: string): string {
  // a key may be empty; a name may not
  return path.join('.').slice(0, NAME_MAX) || at;
}

function messagesIn(language: Language): z.core.$ZodErrorMap {
  return (issue) => ownMessage(issue, language) ?? FALLBACK[language](issue);
}

function ownMessage(issue: RawIssue, language: Language): string | undefined {
  const zh = language === 'zh';
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return zh ? '必填' : 'is required';
      const type = TYPES[issue.expected];
      return type && (zh ? `必须是${type[0]}` : `must be ${type[1]}`);
    }
    case 'invalid_value':
      return (zh ? '只能是 ' : 'must be one of ') + issue.values.map(String).join(zh ? '、' : ', ');
    case 'too_small':
      return bound(issue.origin, language, 0, issue.minimum);
    case 'too_big':
      return bound(issue.origin, language, 1, issue.maximum);
    case 'invalid_format':
      return zh ? '格式不对' : 'has the wrong format';
    case 'invalid_union':
      return zh ? '种类不对' : 'is of no known kind';
    case 'unrecognized_keys':
      return UNKNOWN[language];
    case 'custom':
      return zh ? '不符合要求' : 'is not acceptable';
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return undefined;
  }
}

function bound(origin: string, language: Language, side: 0 | 1, size: number | bigint): string {
  const texts = BOUNDS[language][origin] ?? BOUNDS[language]['number'];
  return (texts?.[side] ?? '').replace('{size}', String(size));
}
