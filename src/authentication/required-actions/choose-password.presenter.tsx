import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import type { Message } from '../../platform/texts/message.js';
import { formField } from '../../ui/form-field.js';
import { FORM_SCRIPT } from '../../ui/form-script.js';
import { Pages } from '../../ui/pages.js';
import type { User } from '../../users/user.js';
import { Csrf } from '../csrf.js';
import { problemsOf } from '../form-problems.js';
import { distrusted } from '../form-refusals.js';
import { ChoosePasswordPage, type ChoosePasswordPageProps } from './choose-password-page.js';

/** What a page that asks for a new password is about. */
export interface Choice extends Pick<ChoosePasswordPageProps, 'action' | 'user' | 'lead' | 'hidden'> {
  /** What CSRF tokens of the page are for. */
  readonly purpose: 'invitation' | 'password-change' | 'password-reset' | 'address-undo';
  /** Gives the account the password. @returns undefined if what lets the person choose was used up meanwhile @throws Violations */
  readonly choose: (password: string, facts: RequestFacts) => Promise<User | undefined>;
}

/** Asks for a new password, and takes it, for every page that does so. */
@Injectable()
export class ChoosePasswordPresenter {
  constructor(
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  ask(reply: FastifyReply, choice: Choice): void {
    this.show(reply, choice, HttpStatus.OK);
  }

  /**
   * Takes the password that was sent.
   * @returns the user; `asked` if the page was shown again, `void` if the person may not choose any more
   */
  async take(reply: FastifyReply, choice: Choice): Promise<User | 'asked' | 'void'> {
    const { request } = reply;
    if (!this.csrf.acceptsAnonymous(request.cookies, formField(request.body, 'csrf'), choice.purpose)) {
      this.show(reply, choice, HttpStatus.FORBIDDEN, [distrusted(request.cookies)]);
      return 'asked';
    }
    try {
      const password = formField(request.body, 'password');
      return (await choice.choose(password, visitorOf(reply).facts)) ?? 'void';
    } catch (error) {
      this.show(reply, choice, HttpStatus.BAD_REQUEST, [...problemsOf(error).values()]);
      return 'asked';
    }
  }

  private show(reply: FastifyReply, choice: Choice, status: number, problems: readonly Message[] = []): void {
    const { action, user, lead, hidden, purpose } = choice;
    const csrf = this.csrf.anonymousToken(cookiesOf(reply), purpose);
    this.pages.send(reply, {
      title: 'choose-password.title',
      status,
      script: FORM_SCRIPT,
      body: <ChoosePasswordPage {...{ action, user, lead, problems }} hidden={{ ...hidden, csrf }} />,
    });
  }
}
