import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { DAY, type Instant } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { RequestFacts } from '../platform/http/request-facts.js';
import { throwViolations } from '../platform/validation/violations.js';
import { ADMIN } from '../resources/role.js';
import { keepRoles } from '../resources/role-holders.js';
import { USER_EVENTS } from './audit-events.js';
import { DeclaredUsers, type PreparedUser } from './declared-users.service.js';
import type { LinkPurpose } from './links/account-link.js';
import { AccountLinks } from './links/account-links.service.js';
import type { User } from './user.js';
import { UsersService } from './users.service.js';

/** What the first user says of themselves. */
export interface FirstUserForm {
  readonly username: string;
  readonly email?: string;
  readonly password: string;
}

export const SETUP: LinkPurpose = { name: 'setup', lifetime: DAY, path: '/setup' };

const LOCK = 'first user';

/** How the first user comes about, as long as there is none: by a link that the server shows when it starts. */
@Injectable()
export class FirstUser {
  constructor(
    private readonly users: UsersService,
    private readonly declared: DeclaredUsers,
    private readonly links: AccountLinks,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes a link, and voids those of earlier starts.
   * @param startedAt when this process began: a link made since then is that of another one, which starts beside it
   * @returns its secret; undefined if there is a user, or if another process has the link
   */
  open(startedAt: Instant): Promise<string | undefined> {
    return this.database.transaction(async (transaction) => {
      await transaction.lock(LOCK);
      if (await this.users.any(transaction)) return undefined;
      if (await this.links.voidBefore(SETUP, startedAt, transaction)) return undefined;
      return (await this.links.issue(SETUP, { user: null }, transaction)).text;
    });
  }

  /** Whether the link still lets its holder create the first user. */
  async admits(text: string): Promise<boolean> {
    return (await this.links.find(SETUP, text)) !== undefined && !(await this.users.any());
  }

  /**
   * Creates the first user, an administrator; of many at once, one.
   * @returns undefined if the link is void, or there is a user already
   * @throws Violations
   */
  async create(text: string, form: FirstUserForm, facts: RequestFacts): Promise<User | undefined> {
    const declared = { ...form, roles: [ADMIN] };
    throwViolations(await this.users.violations(declared));
    const [prepared] = await this.declared.prepare([declared]);
    const link = await this.links.find(SETUP, text);
    if (!link) return undefined;
    return this.database.transaction(async (transaction) => {
      await keepRoles(transaction);
      await transaction.lock(LOCK);
      if (!(await this.links.use(SETUP, text, link, transaction)) || (await this.users.any(transaction)))
        return undefined;
      await this.declared.apply(prepared as PreparedUser, transaction, 'setup');
      const user = await this.users.findByUsername(form.username, transaction);
      await this.audit.record({ type: USER_EVENTS.setupCompleted, details: { user: user?.id } }, facts, transaction);
      return user;
    });
  }
}
