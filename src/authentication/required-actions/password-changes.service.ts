import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditService } from '../../audit/audit.service.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { clearCookie, readCookie, setCookie } from '../../platform/http/cookies.js';
import { seeOther } from '../../platform/http/redirect.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { PasswordTickets, TICKET_LIFETIMES } from '../../users/passwords/password-tickets.service.js';
import type { User } from '../../users/user.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';
import { loginFailed, SignInRefused } from '../login/sign-in-refused.js';

const COOKIE = 'gatehouse_password_change';

/** Where people who have to change their password are asked to. */
export const PASSWORD_CHANGE = '/password';

/**
 * Sign-ins that are not complete before the person has chosen another password. Until then there is no session at all:
 * the browser has a ticket, which is good for nothing else.
 */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly tickets: PasswordTickets,
    private readonly database: Database,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @param reference of the parked request that is gone on with; empty where there is none
   * @throws SignInRefused where the password that was verified was changed meanwhile
   */
  async demand(reply: FastifyReply, user: User, reference: string): Promise<void> {
    const facts = requestFacts(reply.request);
    const ticket = await this.database.transaction(async (transaction) => {
      const demanded = await this.tickets.demandChange(user, transaction);
      const required = { type: AUTHENTICATION_EVENTS.passwordChangeRequired, actor: user.id };
      await this.audit.record(demanded ? required : loginFailed(user.username), facts, transaction);
      return demanded;
    });
    if (!ticket) throw new SignInRefused('wrong');
    setCookie(reply, this.config, COOKIE, ticket.text, TICKET_LIFETIMES['password-change']);
    const query = reference === '' ? '' : `?${new URLSearchParams({ request: reference })}`;
    seeOther(reply, PASSWORD_CHANGE + query);
  }

  /** The secret of the browser's ticket; empty where it has none. */
  ticket(request: FastifyRequest): string {
    return readCookie(request, this.config, COOKIE) ?? '';
  }

  /** Called once the password is changed. */
  finish(reply: FastifyReply): void {
    clearCookie(reply, this.config, COOKIE);
  }
}
