import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { AuditService } from '../../audit/audit.service.js';
import { after, Clock, DAY, formatInstant, type Instant, MINUTE } from '../../platform/clock.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { Conflict } from '../../platform/validation/refusals.js';
import { Violations } from '../../platform/validation/violations.js';
import { USER_EVENTS } from '../audit-events.js';
import type { User } from '../user.js';
import { type StoredUser, UsersRepository } from '../users.repository.js';
import { UsersService } from '../users.service.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordTicketsRepository, type TicketPurpose } from './password-tickets.repository.js';

/** Seconds. */
export const TICKET_LIFETIMES: Readonly<Record<TicketPurpose, number>> = {
  setup: DAY,
  invitation: 7 * DAY,
  'password-change': 30 * MINUTE,
};

/** A new ticket. */
export interface Ticket {
  /** Its secret, which is known now and never again. */
  readonly text: string;
  readonly expiresAt: Instant;
}

/**
 * Tickets that let their holders choose a password, each once and for one purpose. Only digests are stored. A ticket is for
 * the account as it was when the ticket was made: whatever changes of it (username, address, roles, password, whether it is
 * disabled) voids the ticket, so that no one who got it has what the person was given since.
 */
@Injectable()
export class PasswordTickets {
  constructor(
    private readonly tickets: PasswordTicketsRepository,
    private readonly users: UsersService,
    private readonly repository: UsersRepository,
    private readonly hasher: PasswordHasher,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * @param user whose password is to be chosen; null: that of a user who is still to be created
   * @param lifetime seconds
   */
  async issue(
    purpose: TicketPurpose,
    user: Pick<User, 'id' | 'accountVersion'> | null,
    transaction: Transaction,
    lifetime = TICKET_LIFETIMES[purpose],
  ): Promise<Ticket> {
    const text = generateSecret();
    const now = this.clock.now();
    const expiresAt = after(now, lifetime);
    const account = { userId: user?.id ?? null, accountVersion: user?.accountVersion ?? null };
    await this.tickets.insert({ digest: digest(text), purpose, ...account, createdAt: now, expiresAt }, transaction);
    return { text, expiresAt };
  }

  /**
   * A ticket for whoever has signed in by a password that has to be changed.
   * @param user as signed in; where the account was changed since, there is none
   */
  async demandChange(user: User, transaction: Transaction): Promise<Ticket | undefined> {
    if (!(await this.repository.isStill(user, transaction))) return undefined;
    return this.issue('password-change', user, transaction);
  }

  /**
   * A ticket for an administrator to hand on; older ones of the user are void.
   * @param lifetime seconds; left out: a week
   * @throws Conflict where the user is disabled
   */
  async invite(
    user: User,
    transaction: Transaction,
    { actor, facts }: AuditContext = {},
    lifetime?: number,
  ): Promise<Ticket> {
    if (user.disabled) throw new Conflict(`the user ${user.username} is disabled; enable the account first`);
    await transaction.lock(`user ${user.id}`);
    await this.tickets.voidAllOf(user.id, transaction);
    const ticket = await this.issue('invitation', user, transaction, lifetime);
    const details = { user: user.id, after: { expires_at: formatInstant(ticket.expiresAt) } };
    const event = { type: USER_EVENTS.invited, actor, details };
    await this.audit.record(event, facts, transaction);
    return ticket;
  }

  /** Whose password may be chosen; undefined where the ticket is void. */
  async holder(text: string, purpose: TicketPurpose): Promise<User | undefined> {
    return (await this.find(text, purpose))?.user;
  }

  /**
   * Gives the holder the password, once; every session ends, and all that clients hold for the user.
   * @returns the user, or undefined where the ticket is void
   * @throws Violations where the password is not acceptable; the ticket is still good then
   */
  async redeem(
    text: string,
    purpose: Exclude<TicketPurpose, 'setup'>,
    password: string,
    facts: RequestFacts,
  ): Promise<User | undefined> {
    const found = await this.find(text, purpose);
    if (!found) return undefined;
    const { user } = found;
    const passwordHash = await this.users.hashFor(user, password);
    await this.refuseReuse(found, password);
    return this.database.transaction(async (transaction) => {
      // Whoever changes the account at the same time is waited for, and has then changed its version.
      await transaction.lock(`user ${user.id}`);
      if (!(await this.tickets.redeem(digest(text), purpose, this.clock.now(), transaction))) return undefined;
      if (!(await this.repository.isStill(user, transaction))) return undefined;
      await this.users.storePassword(user.id, passwordHash, transaction, { actor: user.id, facts });
      if (user.passwordChangeRequired) await this.repository.setPasswordChangeRequiredAt(user.id, null, transaction);
      return (await this.repository.find(user.id, transaction))?.user;
    });
  }

  /** For who holds a role that gives more from now on, as for who is given another role. */
  voidOfHolders(role: string, transaction: Transaction): Promise<void> {
    return this.tickets.voidOfHolders(role, transaction);
  }

  private async find(text: string, purpose: TicketPurpose): Promise<StoredUser | undefined> {
    const ticket = await this.tickets.find(digest(text), purpose, this.clock.now());
    const found = ticket?.userId == null ? undefined : await this.repository.find(ticket.userId);
    return found?.user.disabled || found?.version !== ticket?.accountVersion ? undefined : found;
  }

  /** @throws Violations where the password is to be changed, and is the same */
  private async refuseReuse({ user, passwordHash }: StoredUser, password: string): Promise<void> {
    if (!user.passwordChangeRequired || passwordHash === undefined) return;
    const { matches } = await this.hasher.verify(password, passwordHash);
    if (matches) throw new Violations([{ pointer: '/password', detail: 'must not be the one that you have now' }]);
  }
}
