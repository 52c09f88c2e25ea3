import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock, type Instant } from '../platform/clock.js';
import { digest } from '../platform/crypto/secrets.js';
import { Database } from '../platform/database/database.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { throwViolations } from '../platform/validation/violations.js';
import { ADMIN } from '../resources/role.js';
import { keepRoles } from '../resources/role-holders.js';
import { USER_EVENTS } from './audit-events.js';
import { DeclaredUsers, type PreparedUser } from './declared-users.service.js';
import { PasswordTicketsRepository } from './passwords/password-tickets.repository.js';
import { PasswordTickets } from './passwords/password-tickets.service.js';
import type { User } from './user.js';
import { UsersService } from './users.service.js';

/** What the first user says of themselves. */
export interface FirstUserForm {
  readonly username: string;
  readonly email?: string;
  readonly password: string;
}

const LOCK = 'first user';

/** How the first user comes about, as long as there is none: by a ticket that the server shows when it starts. */
@Injectable()
export class FirstUser {
  constructor(
    private readonly users: UsersService,
    private readonly declared: DeclaredUsers,
    private readonly tickets: PasswordTickets,
    private readonly repository: PasswordTicketsRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a ticket, and voids those of earlier starts.
   * @param startedAt when this process began: a ticket made since then is that of another one, which starts beside it
   * @returns its secret; undefined where there is a user, or where another process has the ticket
   */
  open(startedAt: Instant): Promise<string | undefined> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock(LOCK);
      if (await this.users.any(transaction)) return undefined;
      if (await this.repository.voidSetupBefore(startedAt, transaction)) return undefined;
      return (await this.tickets.issue('setup', null, transaction)).text;
    });
  }

  /** Whether the ticket still lets its holder create the first user. */
  async admits(ticket: string): Promise<boolean> {
    const found = await this.repository.find(digest(ticket), 'setup', this.clock.now());
    return found !== undefined && !(await this.users.any());
  }

  /**
   * Creates the first user, an administrator; of many at once, one.
   * @returns undefined where the ticket is void, or there is a user already
   * @throws Violations
   */
  async create(ticket: string, form: FirstUserForm, facts: RequestFacts): Promise<User | undefined> {
    const declared = { ...form, roles: [ADMIN] };
    throwViolations(await this.users.violations(declared));
    const [prepared] = await this.declared.prepare([declared]);
    return this.database.transaction(async (transaction) => {
      await keepRoles(transaction);
      await transaction.lock(LOCK);
      const redeemed = await this.repository.redeem(digest(ticket), 'setup', this.clock.now(), transaction);
      if (!redeemed || (await this.users.any(transaction))) return undefined;
      await this.declared.apply(prepared as PreparedUser, transaction, 'setup');
      const user = await this.users.findByUsername(form.username, transaction);
      await this.audit.record({ type: USER_EVENTS.setupCompleted, details: { user: user?.id } }, facts, transaction);
      return user;
    });
  }
}
