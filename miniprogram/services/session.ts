import type { MemberProfile, StaffProfile, WechatLoginAnswer } from '@shared/contract';
import type { Store } from '@/platform/storage';

/** What this phone knows about its person; survives a restart, so that the code page works without a network. */
export interface SessionState {
  readonly token: string;
  readonly expires_at: number;
  readonly member: MemberProfile | null;
  readonly staff: StaffProfile | null;
  /** base64url of 32 bytes; null before joining. */
  readonly code_secret: string | null;
}

const STORAGE_KEY = 'session';
/** A token that ends within this is renewed before it is used. */
const MARGIN_MS = 60_000;

function isState(value: unknown): value is SessionState {
  if (typeof value !== 'object' || value === null) return false;
  const { token, expires_at } = value as Partial<SessionState>;
  return typeof token === 'string' && typeof expires_at === 'number';
}

/**
 * The silent session: one login serves however many calls are waiting, and a token that the server refused is
 * replaced once for all of them.
 */
export class Session {
  private state: SessionState | null;
  private login: Promise<SessionState> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly ports: {
      readonly store: Store;
      readonly now: () => number;
      /** Asks WeChat and the server; throws what `call` throws. */
      readonly login: () => Promise<WechatLoginAnswer>;
    },
  ) {
    const kept = ports.store.get(STORAGE_KEY);
    this.state = isState(kept) ? kept : null;
  }

  /** What is known now; null before the first login. The same object until something changes. */
  current = (): SessionState | null => this.state;

  /** Tells `listener` of every change; returns how to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A token good for the next call; logs in when there is none. */
  async token(): Promise<string> {
    if (this.state && this.state.expires_at - MARGIN_MS > this.ports.now()) return this.state.token;
    return (await this.renew()).token;
  }

  /** Replaces `refused`, unless another call has done so already. */
  async replace(refused: string): Promise<string> {
    if (this.state && this.state.token !== refused) return this.state.token;
    return (await this.renew()).token;
  }

  /** Logs in now; calls at the same time share one login. */
  renew(): Promise<SessionState> {
    this.login ??= this.loginOnce().finally(() => {
      this.login = null;
    });
    return this.login;
  }

  /** Takes over what an answer said about this person. */
  learn(change: Partial<Pick<SessionState, 'member' | 'staff' | 'code_secret'>>): void {
    if (this.state) this.keep({ ...this.state, ...change });
  }

  private async loginOnce(): Promise<SessionState> {
    const answer = await this.ports.login();
    const state: SessionState = {
      token: answer.token,
      expires_at: Date.parse(answer.expires_at),
      member: answer.member,
      staff: answer.staff,
      code_secret: answer.code_secret,
    };
    this.keep(state);
    return state;
  }

  private keep(state: SessionState): void {
    this.state = state;
    this.ports.store.set(STORAGE_KEY, state);
    for (const listener of this.listeners) listener();
  }
}
