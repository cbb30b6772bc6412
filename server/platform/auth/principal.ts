import type { Audience, ConsoleRole } from '../../../shared/contract';
import type { Id } from '../../../shared/kernel';

/** Somebody with a WeChat login, joined or not. */
export interface PersonPrincipal {
  readonly kind: 'person';
  readonly person_id: Id<'person'>;
  readonly member_id: Id<'member'> | null;
}

/** A person who joined. */
export interface MemberPrincipal extends PersonPrincipal {
  readonly member_id: Id<'member'>;
}

/** What the staff feature knows of a person at the counter. */
export interface StaffIdentity {
  readonly staff_id: Id<'staff'>;
  readonly role: 'clerk' | 'manager';
  readonly store_ids: readonly Id<'store'>[];
  readonly name: string;
}

/** A person bound to a staff record. */
export interface StaffPrincipal extends StaffIdentity {
  readonly kind: 'staff';
  readonly person_id: Id<'person'>;
  readonly member_id: Id<'member'> | null;
}

/** A signed-in console account. */
export interface ConsolePrincipal {
  readonly kind: 'console';
  readonly account_id: Id<'account'>;
  readonly name: string;
  readonly role: ConsoleRole;
  readonly session_id: Id<'session'>;
}

export type Principal = PersonPrincipal | StaffPrincipal | ConsolePrincipal;

/** Who a handler of each audience deals with. Public routes never look at a token, so nobody is known there. */
export interface PrincipalByAudience {
  readonly public: Principal | null;
  readonly person: PersonPrincipal;
  readonly member: MemberPrincipal;
  readonly staff: StaffPrincipal;
  readonly console: ConsolePrincipal;
}
export type PrincipalOf<A extends Audience> = PrincipalByAudience[A];

/** What the platform asks the features about a caller. The app provides it. Reads only; called on every request. */
export abstract class PrincipalSource {
  /** The person's membership, or null when there is no such person (any more). */
  abstract person(personId: Id<'person'>): Promise<{ readonly member_id: Id<'member'> | null } | null>;
  /** The person's active staff record, or null. */
  abstract staff(personId: Id<'person'>): Promise<StaffIdentity | null>;
  /** The console session of a bearer token, or null when it is unknown, expired or signed out. */
  abstract console(token: string): Promise<ConsolePrincipal | null>;
}
