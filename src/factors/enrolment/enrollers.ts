import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Csrf } from '../../authentication/csrf.js';
import { startOver, withRequest } from '../../authentication/login/sign-in-paths.js';
import { RecentSignIns } from '../../authentication/recent-sign-in/recent-sign-ins.js';
import type { Session } from '../../authentication/sessions/session.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf } from '../../platform/http/visitor.js';
import { formField } from '../../ui/form-field.js';
import type { User } from '../../users/user.js';
import type { Factor } from '../factor.js';
import { SECOND_FACTOR } from '../sign-in/second-factor.action.js';
import { SecondFactorChoices } from '../sign-in/second-factor-choices.service.js';
import { SecondFactorSteps, type WaitingSignIn } from '../sign-in/second-factor-steps.service.js';
import { FactorProofs } from './factor-proofs.js';

/** What CSRF tokens of forms are for by which factors are set up or changed. */
const CHANGE = 'factors';

/** Who sets a factor up: someone signed in who has proven an existing one lately, or someone whose sign-in waits because one is missing. */
export interface Enroller {
  readonly user: User;
  readonly by: { readonly session: Session } | { readonly waiting: WaitingSignIn };
  /** What the form has to carry. */
  readonly hidden: Readonly<Record<string, string | undefined>>;
}

/** Someone signed in who may change the own factors. */
export interface SignedIn extends Enroller {
  readonly by: { readonly session: Session };
}

/** Finds out who may set a factor up. A stolen session, or a stolen password of who has a factor, is not enough. */
@Injectable()
export class Enrollers {
  constructor(
    private readonly recent: RecentSignIns,
    private readonly proofs: FactorProofs,
    private readonly steps: SecondFactorSteps,
    private readonly choices: SecondFactorChoices,
    private readonly csrf: Csrf,
  ) {}

  /**
   * Who is signed in and has lately proven everything that they have; everyone else is asked to, and comes back.
   * @param page the path that is come back to
   * @returns undefined if the reply was sent
   */
  async signedIn(reply: FastifyReply, page: string): Promise<SignedIn | undefined> {
    const session = await this.recent.require(reply, page);
    if (!session) return undefined;
    if (!(await this.proofs.suffice(session))) {
      await this.proofs.ask(reply, session, page);
      return undefined;
    }
    return { user: session.user, by: { session }, hidden: { csrf: this.csrf.token(CHANGE, session.digest) } };
  }

  /** Whose sign-in waits until this factor, or another one, is set up. @returns undefined if the reply was sent */
  async waiting(reply: FastifyReply, factor: Factor, reference: string): Promise<Enroller | undefined> {
    const { cookies } = reply.request;
    const waiting = await this.steps.find(cookies, reference);
    if (!waiting) {
      startOver(reply, reference);
      return undefined;
    }
    const { enrollable } = await this.choices.of(waiting, cookies);
    if (!enrollable.includes(factor)) {
      seeOther(reply, withRequest(SECOND_FACTOR, reference));
      return undefined;
    }
    const csrf = this.csrf.anonymousToken(cookiesOf(reply), CHANGE);
    return { user: waiting.user, by: { waiting }, hidden: { csrf, request: reference } };
  }

  /** Whether the form that was sent is of a page of this server. */
  accepts({ request }: FastifyReply, { by }: Enroller): boolean {
    const token = formField(request.body, 'csrf');
    if ('session' in by) return this.csrf.accepts(token, CHANGE, by.session.digest);
    return this.csrf.acceptsAnonymous(request.cookies, token, CHANGE);
  }
}
