import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PasswordAuthenticator } from '../../../authentication/authenticators/password.authenticator.js';
import { withRequest } from '../../../authentication/login/sign-in-paths.js';
import { SignInGate } from '../../../authentication/sign-in/sign-in-gate.service.js';
import { seeOther } from '../../../platform/http/redirect.js';
import { visitorOf } from '../../../platform/http/visitor.js';
import { message } from '../../../platform/texts/message.js';
import { Pages } from '../../../ui/pages.js';
import type { User } from '../../../users/user.js';
import { NoticePage } from './notice-page.js';

const SIGN_IN = { href: '/login', label: 'register.sign-in', isPrimary: true } as const;
const REGISTER_AGAIN = { href: '/register', label: 'register.again' } as const;
const BACK = { href: '/login', label: 'recovery.back' } as const;

/** What people get to see once they have sent something. */
@Injectable()
export class RegistrationAnswers {
  constructor(
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
    private readonly pages: Pages,
  ) {}

  /**
   * Signs in who has just made an account and chosen its password, in this browser.
   * @param reference of the request that is gone on with; empty if there is none
   */
  async admit(reply: FastifyReply, user: User, reference: string): Promise<void> {
    if (user.disabled) this.waiting(reply);
    else seeOther(reply, await this.gate.admit(visitorOf(reply), this.password.chosenBy(user), { reference }));
  }

  /** The account is there, and has to be approved. */
  private waiting(reply: FastifyReply): void {
    const title = 'register.waiting.title';
    const body = <NoticePage title={title} lead="register.waiting.lead" actions={[BACK]} />;
    this.pages.send(reply, { title, passing: true, body });
  }

  /**
   * The same whether the address belongs to someone already.
   * @param reference of the request that is gone on with; empty if there is none
   */
  mailed(reply: FastifyReply, address: string, reference: string): void {
    const title = 'register.mailed.title';
    const lead = message('register.mailed.lead', { address });
    const actions = [REGISTER_AGAIN, BACK].map((each) => ({ ...each, href: withRequest(each.href, reference) }));
    const body = <NoticePage title={title} lead={lead} note="register.mailed.note" actions={actions} />;
    this.pages.send(reply, { title, passing: true, body });
  }

  /** No one registers here. */
  closed(reply: FastifyReply): void {
    const title = 'register.closed.title';
    const body = <NoticePage title={title} lead="register.closed.lead" actions={[SIGN_IN]} />;
    this.pages.send(reply, { title, status: HttpStatus.NOT_FOUND, body });
  }

  /** The link that proves an address does not work. */
  over(reply: FastifyReply, reason: 'used' | 'taken' | 'invitation'): void {
    const title = 'register.over.title';
    const actions = reason === 'taken' ? [SIGN_IN] : [SIGN_IN, REGISTER_AGAIN];
    const body = <NoticePage title={title} lead={`register.over.${reason}`} actions={actions} />;
    this.pages.send(reply, { title, status: HttpStatus.GONE, body });
  }
}
