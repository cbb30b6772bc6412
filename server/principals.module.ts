import { Injectable, Module } from '@nestjs/common';
import type { Id } from '../shared/kernel';
import { MemberDirectory, MembersModule } from './members';
import { PrincipalSource, type ConsolePrincipal, type StaffIdentity } from './platform/auth';
import { ConsoleSessions, StaffDirectory, StaffModule } from './staff';

/** Tells the platform who a caller is, from what the features know. */
@Injectable()
class Principals extends PrincipalSource {
  constructor(
    private readonly members: MemberDirectory,
    private readonly staffDirectory: StaffDirectory,
    private readonly sessions: ConsoleSessions,
  ) {
    super();
  }

  person(personId: Id<'person'>): Promise<{ readonly member_id: Id<'member'> | null } | null> {
    return this.members.membershipOf(personId);
  }

  staff(personId: Id<'person'>): Promise<StaffIdentity | null> {
    return this.staffDirectory.byPerson(personId);
  }

  console(token: string): Promise<ConsolePrincipal | null> {
    return this.sessions.principalOf(token);
  }
}

@Module({
  imports: [MembersModule, StaffModule],
  providers: [{ provide: PrincipalSource, useClass: Principals }],
  exports: [PrincipalSource],
})
export class PrincipalsModule {}
