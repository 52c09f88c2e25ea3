import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import { AuditService } from '../../audit/audit.service.js';
import { networkOf } from '../../platform/http/addresses.js';
import { formField } from '../../platform/http/form-field.js';
import { addressOf, requestFacts } from '../../platform/http/request-facts.js';
import { UserStore } from '../../users/user-store.js';
import { normalizeUsername } from '../../users/username.js';
import { Devices } from '../devices.js';
import { loginFailed } from '../sign-in-refused.js';
import { type Counters, ThrottlesService } from '../throttles.service.js';
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
  ) {
    super({ usernameField: 'username', passwordField: 'password', passReqToCallback: true });
  }

  /**
   * @returns false where the username or the password is not right
   * @throws SignInRefused where there were too many failures
   */
  async validate(request: FastifyRequest): Promise<SignIn | false> {
    // Not what passport-local found: it would take a password from the query string too.
    const username = formField(request.body, 'username');
    const password = formField(request.body, 'password');
    if (username === '' || password === '' || username.length > LONGEST_USERNAME) return false;
    const counters = this.countersOf(request, username);
    const user = await this.users.verifyPassword(username, password, () => this.throttles.admitToWork(counters));
    // Has the last word: meanwhile other guesses may have failed, and a host's own store may not have asked.
    const hasFailed = await this.throttles.admit(counters);
    if (user) {
      if (hasFailed) await this.throttles.succeeded(counters);
      return { user, amr: ['pwd'] };
    }
    await this.throttles.failed(counters);
    await this.audit.record(loginFailed(username), requestFacts(request));
    return false;
  }

  private countersOf(request: FastifyRequest, username: string): Counters {
    const account = normalizeUsername(username);
    const device = this.devices.known(request, username);
    if (device) return [{ kind: 'device', of: `${device} ${account}` }];
    return [
      { kind: 'account', of: account },
      { kind: 'address', of: networkOf(addressOf(request)) },
    ];
  }
}
