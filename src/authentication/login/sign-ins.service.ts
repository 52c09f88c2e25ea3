import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import { seeOther } from '../../platform/http/redirect.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';
import type { SignIn } from '../authenticators/authenticator.js';
import { Devices } from '../sessions/devices.js';
import { SessionsService } from '../sessions/sessions.service.js';

/** Where a sign-in leads that no parked request waits for. */
export const ACCOUNT = '/account';

/** What surrounds a sign-in. */
interface SignInContext {
  /** Of the parked request that is gone on with; empty where there is none. */
  readonly reference?: string;
  /** Where the browser goes where no request is parked. */
  readonly otherwise?: string;
}

/** What follows once it is known who is signing in. */
@Injectable()
export class SignIns {
  constructor(
    private readonly sessions: SessionsService,
    private readonly requests: ParkedRequestsService,
    private readonly devices: Devices,
  ) {}

  /**
   * Starts the session, and sends the browser on.
   * @throws SignInRefused where the account was changed since the user was verified
   */
  async complete(
    reply: FastifyReply,
    { user, amr }: SignIn,
    { reference = '', otherwise = ACCOUNT }: SignInContext = {},
  ): Promise<void> {
    const parked = await this.requests.find(reference);
    const event = { type: AUTHENTICATION_EVENTS.loginSucceeded, actor: user.id, details: { amr } };
    await this.sessions.start(reply, user, amr, parked ? { clientId: parked.clientId, ...event } : event);
    if (parked) await this.requests.signIn(reference, user.id);
    this.devices.remember(reply, user);
    seeOther(reply, parked ? this.requests.returnPath(reference, parked) : otherwise);
  }
}
