import { ConnectionLost, type FaultHook } from '../../server/platform/database';
import { testDatabase } from '../support/database';

type Point = Parameters<FaultHook>[0];

/** Stands between the sessions and the database: counts statements, fails one of them, or holds them up. */
export class FaultLine {
  readonly seen: string[] = [];
  /** Called at every point; a throw is the database's failure. */
  plan: ((point: Point) => void | Promise<void>) | undefined;

  readonly hook: FaultHook = async (point) => {
    if (point.phase === 'before') this.seen.push(point.sql);
    await this.plan?.(point);
  };

  /** Fails the `nth` statement from now on (0 is the next), once, with what `error` makes. */
  failOnce(nth: number, phase: Point['phase'], error: () => Error): { done: () => boolean } {
    let count = 0;
    let done = false;
    this.plan = (point) => {
      if (done || point.phase !== phase) return;
      count += 1;
      if (count <= nth) return;
      done = true;
      throw error();
    };
    return { done: () => done };
  }

  /** Fails every statement that `matches`, until the plan is taken away. */
  failAll(matches: (point: Point) => boolean, error: () => Error): void {
    this.plan = (point) => {
      if (matches(point)) throw error();
    };
  }

  /** Holds up the next statement that begins with `start`. Resolves when it is there; `open` lets it go. */
  holdUp(start: string): { reached: Promise<void>; open: () => void } {
    let open: () => void = () => undefined;
    let arrive: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let held = false;
    this.plan = async ({ phase, sql }) => {
      if (held || phase !== 'before' || !sql.startsWith(start)) return;
      held = true;
      arrive();
      await gate;
    };
    return { reached, open };
  }

  clear(): void {
    this.plan = undefined;
    this.seen.length = 0;
  }
}

export const BEGIN = testDatabase === 'mariadb' ? 'START TRANSACTION' : 'BEGIN IMMEDIATE';

/** How a database says that the transaction lost against another one. */
export function deadlock(): Error {
  return testDatabase === 'mariadb'
    ? Object.assign(new Error('Deadlock found when trying to get lock'), {
        errno: 1213,
        code: 'ER_LOCK_DEADLOCK',
      })
    : Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
}

export function connectionLost(): Error {
  return new ConnectionLost('Connection lost: The server closed the connection.');
}

/** A failure that trying again does not help, and that is of one row, not of the database. */
export function brokenRow(): Error {
  return Object.assign(new Error("Incorrect string value: '\\xF0' for column 'answer'"), {
    errno: 1366,
    code: 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  });
}
