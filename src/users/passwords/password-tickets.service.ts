import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { AuditService } from '../../audit/audit.service.js';
import { after, Clock, DAY, formatInstant, type Instant } from '../../platform/clock.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import type { Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { Conflict } from '../../platform/validation/refusals.js';
import { USER_EVENTS } from '../audit-events.js';
import type { User } from '../user.js';
import { type ChoosingAccount, PasswordChoices } from './password-choices.service.js';
import { PasswordTicketsRepository, type TicketPurpose } from './password-tickets.repository.js';

/** Seconds. */
const TICKET_LIFETIMES: Readonly<Record<TicketPurpose, number>> = {
  setup: DAY,
  invitation: 7 * DAY,
};

/** Called in the transaction that makes an invitation. */
type InvitationListener = (userId: string, transaction: Transaction) => Promise<void>;

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
  private readonly invitationListeners: InvitationListener[] = [];

  constructor(
    private readonly tickets: PasswordTicketsRepository,
    private readonly choices: PasswordChoices,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Called by whoever keeps sign-ins that wait for a person: an invitation ends those of the user. */
  onInvitation(listener: InvitationListener): void {
    this.invitationListeners.push(listener);
  }

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
    for (const listener of this.invitationListeners) await listener(user.id, transaction);
    const ticket = await this.issue('invitation', user, transaction, lifetime);
    const details = { user: user.id, after: { expires_at: formatInstant(ticket.expiresAt) } };
    const event = { type: USER_EVENTS.invited, actor, details };
    await this.audit.record(event, facts, transaction);
    return ticket;
  }

  /** Whose password may be chosen by the link; undefined if the ticket is void. */
  async holder(text: string): Promise<User | undefined> {
    const account = await this.find(text);
    return account && this.choices.holder(account);
  }

  /**
   * Gives the holder of an invitation the password, once; every session ends, and all that clients hold for the user.
   * @returns the user, or undefined if the ticket is void
   * @throws Violations if the password is not acceptable; the ticket is still good then
   */
  async redeem(text: string, password: string, facts: RequestFacts): Promise<User | undefined> {
    const account = await this.find(text);
    return (
      account &&
      this.choices.choose(account, password, facts, (transaction) =>
        this.tickets.redeem(digest(text), 'invitation', this.clock.now(), transaction),
      )
    );
  }

  /** For who holds a role that gives more from now on, as for who is given another role. */
  voidOfHolders(role: string, transaction: Transaction): Promise<void> {
    return this.tickets.voidOfHolders(role, transaction);
  }

  private find(text: string): Promise<ChoosingAccount | undefined> {
    return this.tickets.find(digest(text), 'invitation', this.clock.now());
  }
}
