import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../platform/database/database.js';
import { LOGGER, type Logger } from '../platform/telemetry/log.js';
import { Conflict } from '../platform/validation/refusals.js';
import { type Confirmation, HoldersUnconfirmed } from '../resources/role-holders.js';
import { RolesService } from '../resources/roles.service.js';
import { AccountLinks } from './links/account-links.service.js';
import { RoleHoldersRepository } from './role-holders.repository.js';

/**
 * What a role's change means for the people who hold it. The name of a role is text that people may hold before there is
 * such a role: anyone who gives it scopes must know whom this makes an administrator.
 */
@Injectable()
export class RoleHoldersService implements OnModuleInit {
  constructor(
    private readonly roles: RolesService,
    private readonly repository: RoleHoldersRepository,
    private readonly links: AccountLinks,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.roles.onDeletion(async (role, transaction) => {
      if (await this.repository.any(role, transaction)) throw new Conflict(`there are users who hold the role ${role}`);
    });
    this.roles.onMorePower(async (role, transaction, confirmation) => {
      await this.demandConfirmation(role, transaction, confirmation);
      await this.links.voidOfHolders(role, transaction);
    });
  }

  /** @throws HoldersUnconfirmed */
  private async demandConfirmation(role: string, transaction: Transaction, confirmation: Confirmation): Promise<void> {
    const holders = await this.repository.of(role, transaction);
    if (holders.count === 0) return;
    if (confirmation !== 'bootstrap') {
      if (confirmation.digest !== holders.digest) throw new HoldersUnconfirmed(role, holders);
      return;
    }
    const { count, first } = holders;
    const users = first.map(({ id }) => id);
    this.logger.warn({ role, count, users }, 'the bootstrap file gives users who hold this role already more scopes');
  }
}
