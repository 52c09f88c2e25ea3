import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import { type ComponentChildren, h } from 'preact';
import { AuditService } from '../../audit/audit.service.js';
import { Stopwatch } from '../../platform/clock.js';
import { networkOf } from '../../platform/http/addresses.js';
import { TooManyAttempts } from '../../platform/throttling/throttle.js';
import { formField } from '../../ui/form-field.js';
import { FailureTimes } from '../../users/passwords/failure-times.js';
import type { User } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import { loginFailed } from '../login/sign-in-refused.js';
import { ForgotPasswordLink } from '../recovery/forgot-password-link.js';
import { attempt } from './attempt.js';
import { type Attempt, type Authenticator, type Beginning, type Proof, proofBy } from './authenticator.js';
import { PasswordFields } from './password-fields.js';
import { PasswordThrottles } from './password-throttles.service.js';

/** Longest username that is looked up, in characters; no account has a longer one. */
export const LONGEST_USERNAME = 320;

/** passport's registry is one per process, and a host application may have a `local` strategy of its own. */
class LocalStrategy extends Strategy {
  override name = `gatehouse-password-${randomUUID()}`;
}

/** Signs in by username and password. */
@Injectable()
export class PasswordAuthenticator extends PassportStrategy(LocalStrategy) implements Authenticator {
  readonly amr = ['pwd'];

  constructor(
    private readonly users: UserStore,
    private readonly throttles: PasswordThrottles,
    private readonly audit: AuditService,
    private readonly failureTimes: FailureTimes,
    private readonly stopwatch: Stopwatch,
    private readonly forgotPassword: ForgotPasswordLink,
  ) {
    super({ usernameField: 'username', passwordField: 'password', passReqToCallback: true });
  }

  begin(beginning: Beginning): ComponentChildren {
    return h(PasswordFields, { ...beginning, forgotPassword: this.forgotPassword.to(beginning.reference) });
  }

  /** Called by passport. Looks only at the form: passport-local would take a password from the query string too. */
  validate(request: FastifyRequest): Promise<Proof | false> {
    return attempt(this, request);
  }

  /** @throws TooManyAttempts if there were too many failures */
  async verify(attempted: Attempt): Promise<User | undefined> {
    const username = formField(attempted.form, 'username');
    const password = formField(attempted.form, 'password');
    if (username === '' || password === '' || username.length > LONGEST_USERNAME) return undefined;
    const work: { begunAt?: number } = {};
    let user: User | undefined;
    try {
      user = await this.verifyPassword(attempted, username, password, work);
      return user;
    } finally {
      if (!user && work.begunAt !== undefined) await this.failureTimes.endFailure(work.begunAt);
    }
  }

  /** What it proves that the person has just chosen the password, by a link that was meant for them alone. */
  chosenBy(user: User): Proof {
    return proofBy(this, user);
  }

  /** @param work told when it began */
  private async verifyPassword(
    attempted: Attempt,
    username: string,
    password: string,
    work: { begunAt?: number },
  ): Promise<User | undefined> {
    let counters = this.throttles.countersOf(attempted, username, undefined);
    try {
      const verified = await this.users.verifyPassword(username, password, {
        network: networkOf(attempted.facts.address),
        admit: async (user) => {
          counters = this.throttles.countersOf(attempted, username, user);
          await this.throttles.admitToWork(counters);
          work.begunAt = this.stopwatch.now();
        },
      });
      // A host's own store may not have said whose account it is.
      if (verified) counters = this.throttles.countersOf(attempted, username, verified);
      // Has the last word: meanwhile other guesses may have failed, and a host's own store may not have asked.
      const { hasFailed, isHeld } = await this.throttles.admit(counters);
      if (verified && !isHeld) {
        if (hasFailed) await this.throttles.succeeded(counters);
        return verified;
      }
    } catch (error) {
      if (error instanceof TooManyAttempts) await this.throttles.noteBlock(counters, username, attempted);
      throw error;
    }
    await this.throttles.failed(counters);
    await this.throttles.noteBlock(counters, username, attempted);
    await this.audit.record(loginFailed(username), attempted.facts);
    return undefined;
  }
}
