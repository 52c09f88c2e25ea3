import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Pages } from '../../ui/pages.js';
import { PasswordAuthenticator } from '../authenticators/password.authenticator.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';
import { VoidLinkPage, type VoidLinkPageProps } from '../void-link-page.js';
import { type Choice, ChoosePasswordPresenter } from './choose-password.presenter.js';

/** What is said of a link that cannot be used (any more). */
export type VoidLink = Omit<VoidLinkPageProps, 'canSignIn'>;

/** Lets who has a link choose a password, and completes the sign-in. */
@Injectable()
export class PasswordLinks {
  constructor(
    private readonly choices: ChoosePasswordPresenter,
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
    private readonly pages: Pages,
  ) {}

  /** Asks for the password. @param choice undefined: the link is void */
  ask(reply: FastifyReply, choice: Choice | undefined, voidLink: VoidLink): void {
    if (choice) this.choices.ask(reply, choice);
    else this.refuse(reply, voidLink);
  }

  /**
   * Takes the password that was sent.
   * @param choice undefined: the link is void
   * @param reference of the authorization request that goes on; left out: none does
   */
  async take(reply: FastifyReply, choice: Choice | undefined, voidLink: VoidLink, reference = ''): Promise<void> {
    const user = choice ? await this.choices.take(reply, choice) : 'void';
    if (user === 'void') this.refuse(reply, voidLink);
    else if (user !== 'asked')
      seeOther(reply, await this.gate.admit(visitorOf(reply), this.password.chosenBy(user), { reference }));
  }

  private refuse(reply: FastifyReply, voidLink: VoidLink): void {
    const body = <VoidLinkPage {...voidLink} canSignIn />;
    this.pages.send(reply, { title: voidLink.heading, status: HttpStatus.GONE, body });
  }
}
