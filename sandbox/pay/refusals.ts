import { type Answer, type Asked, json } from '../http';
import { type PayWorld } from './pay-world';

/** WeChat Pay's way of saying no. `tail` is the number at the end of its Request-Id. */
export class PayRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly tail = 0,
  ) {
    super(message);
  }
}

/** One call that the sandbox understands. Throws PayRefusal. `name` is what its path names. */
export type PayHandler = (world: PayWorld, asked: Asked, name: string) => Answer;

/** 400 PARAM_ERROR. */
export function paramError(message: string, tail?: number): PayRefusal {
  return new PayRefusal(400, 'PARAM_ERROR', message, tail);
}

/** 400 INVALID_REQUEST. */
export function invalidRequest(message: string, tail?: number): PayRefusal {
  return new PayRefusal(400, 'INVALID_REQUEST', message, tail);
}

/** The answer for a refusal. */
export function refusalAnswer(refusal: PayRefusal): Answer {
  return json(refusal.status, { code: refusal.code, message: refusal.message });
}
