import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import { AuditService } from '../../audit/audit.service.js';
import { Stopwatch } from '../../platform/clock.js';
import { networkOf } from '../../platform/http/addresses.js';
import { addressOf, requestFacts } from '../../platform/http/request-facts.js';
import { countersOf } from '../../platform/throttling/throttle.js';
import { type Counters, ThrottlesService } from '../../platform/throttling/throttles.service.js';
import { formField } from '../../ui/form-field.js';
import { FailureTimes } from '../../users/passwords/failure-times.js';
import type { User } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import { normalizeUsername } from '../../users/username.js';
import { loginFailed } from '../login/sign-in-refused.js';
import { Devices } from '../sessions/devices.js';
import type { Authenticator, SignIn } from './authenticator.js';

/** Longest username that is looked up, in characters; no account has a longer one. */
const LONGEST_USERNAME = 320;

/** passport's registry is one per process, and a host application may have a `local` strategy of its own. */
class LocalStrategy extends Strategy {
  override name = `gatehouse-password-${randomUUID()}`;
}

/** Signs in by username and password. */
@Injectable()
export class PasswordAuthenticator extends PassportStrategy(LocalStrategy) implements Authenticator {
  constructor(
    private readonly users: UserStore,
    private readonly throttles: ThrottlesService,
    private readonly devices: Devices,
    private readonly audit: AuditService,
    private readonly failureTimes: FailureTimes,
    private readonly stopwatch: Stopwatch,
  ) {
    super({ usernameField: 'username', passwordField: 'password', passReqToCallback: true });
  }

  /**
   * @returns false where the username or the password is not right
   * @throws TooManyAttempts if there were too many failures
   */
  async validate(request: FastifyRequest): Promise<SignIn | false> {
    // Not what passport-local found: it would take a password from the query string too.
    const username = formField(request.body, 'username');
    const password = formField(request.body, 'password');
    if (username === '' || password === '' || username.length > LONGEST_USERNAME) return false;
    const attempt: { begunAt?: number } = {};
    let signIn: SignIn | false = false;
    try {
      signIn = await this.verify(request, username, password, attempt);
      return signIn;
    } finally {
      if (!signIn && attempt.begunAt !== undefined) await this.failureTimes.endFailure(attempt.begunAt);
    }
  }

  /** @param attempt told when the work on it began */
  private async verify(
    request: FastifyRequest,
    username: string,
    password: string,
    attempt: { begunAt?: number },
  ): Promise<SignIn | false> {
    let counters = this.countersOf(request, username, undefined);
    const verified = await this.users.verifyPassword(username, password, {
      network: networkOf(addressOf(request)),
      admit: async (user) => {
        counters = this.countersOf(request, username, user);
        await this.throttles.admitToWork(counters);
        attempt.begunAt = this.stopwatch.now();
      },
    });
    // A host's own store may not have said whose account it is.
    if (verified) counters = this.countersOf(request, username, verified);
    // Has the last word: meanwhile other guesses may have failed, and a host's own store may not have asked.
    const { hasFailed, isHeld } = await this.throttles.admit(counters);
    if (verified && !isHeld) {
      if (hasFailed) await this.throttles.succeeded(counters);
      return { user: verified, amr: ['pwd'] };
    }
    await this.throttles.failed(counters);
    await this.audit.record(loginFailed(username), requestFacts(request));
    return false;
  }

  private countersOf(request: FastifyRequest, username: string, user: User | undefined): Counters {
    return countersOf({
      login: normalizeUsername(username),
      address: addressOf(request),
      account: user?.id,
      fromKnownDevice: user !== undefined && this.devices.knows(request, user),
    });
  }
}
