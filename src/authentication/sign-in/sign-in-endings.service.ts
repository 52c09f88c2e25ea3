import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RolesService } from '../../resources/roles.service.js';
import { Invitations } from '../../users/links/invitations.service.js';
import { UsersService } from '../../users/users.service.js';
import { SignInsRepository } from './sign-ins.repository.js';

/** What ends a sign-in before it is complete, besides a change of the account. */
@Injectable()
export class SignInEndings implements OnModuleInit {
  constructor(
    private readonly repository: SignInsRepository,
    private readonly users: UsersService,
    private readonly invitations: Invitations,
    private readonly roles: RolesService,
  ) {}

  onModuleInit(): void {
    this.users.onSignOut((userId, transaction) => this.repository.removeAllOf(userId, transaction));
    this.invitations.onInvitation((userId, transaction) => this.repository.removeAllOf(userId, transaction));
    // Few sign-ins wait at any time, so nothing needs to know who holds the role: those of all begin again.
    this.roles.onMorePower((_, transaction) => this.repository.removeAll(transaction));
  }
}
