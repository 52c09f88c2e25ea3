import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountReturns } from '../../authentication/recent-sign-in/account-returns.service.js';
import type { Session } from '../../authentication/sessions/session.js';
import { SignIns } from '../../authentication/sign-in/sign-ins.service.js';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Enrolments } from '../enrolments.service.js';
import { SECOND_FACTOR, SecondFactorAction } from '../sign-in/second-factor.action.js';

/** Whether a session was started by a factor of the person, and not by a remembered device alone. */
@Injectable()
export class FactorProofs {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly signIns: SignIns,
    private readonly returns: AccountReturns,
    private readonly action: SecondFactorAction,
  ) {}

  /** Whether the person proved a factor when this session was started, or has none. */
  async suffice({ user, amr }: Session): Promise<boolean> {
    const kinds = await this.enrolments.kindsOf(user);
    const proven = kinds.some((kind) => kind.amr.every((method) => amr.includes(method)));
    return proven || kinds.every(({ isFallback }) => isFallback);
  }

  /** Asks for a factor, on top of what the session rests on, and leads back to the page. */
  async ask(reply: FastifyReply, { user, amr }: Session, page: string): Promise<void> {
    const visitor = visitorOf(reply);
    this.returns.keep(visitor.cookies, { path: page, userId: user.id, typed: {} });
    await this.signIns.suspend(visitor, { user, amr }, this.action);
    seeOther(reply, SECOND_FACTOR);
  }
}
