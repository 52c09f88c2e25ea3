import { Inject, Injectable } from '@nestjs/common';
import type { Visitor } from '../../platform/http/visitor.js';
import type { Peers } from '../../platform/peers.js';
import type { User } from '../../users/user.js';
import { AUTHENTICATION_EVENTS } from '../audit-events.js';
import type { Proof } from '../authenticators/authenticator.js';
import { withRequest } from '../login/sign-in-paths.js';
import { SignInNotices } from '../notices/sign-in-notices.service.js';
import { REQUIRED_ACTIONS, type RequiredAction, type SignInFacts } from '../required-actions/required-action.js';
import { Devices } from '../sessions/devices.js';
import type { Session } from '../sessions/session.js';
import { SessionStarts } from '../sessions/session-starts.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { type SignInGoal, SignInGoals } from './sign-in-goals.service.js';
import { SignIns } from './sign-ins.service.js';

/** The only way to a session: what was proven is enough, and nothing more is required of the account. */
@Injectable()
export class SignInGate {
  constructor(
    @Inject(REQUIRED_ACTIONS.token) private readonly actions: Peers<RequiredAction>,
    private readonly signIns: SignIns,
    private readonly starts: SessionStarts,
    private readonly sessions: SessionsService,
    private readonly goals: SignInGoals,
    private readonly devices: Devices,
    private readonly notices: SignInNotices,
  ) {}

  /**
   * Starts the session; or stores the sign-in, if something is required first.
   * @returns where the browser goes
   * @throws SignInRefused if the account was changed since it was proven
   */
  async admit(visitor: Visitor, proof: Proof, goal: SignInGoal = {}): Promise<string> {
    const { user, amr, isPutOff } = proof;
    const { reference = '' } = goal;
    const parked = await this.goals.waiting(goal);
    const action = await this.required(user, { amr, sent: visitor.cookies.sent, reference, parked, isPutOff });
    if (action) return this.suspend(visitor, proof, action, reference);
    const event = { type: AUTHENTICATION_EVENTS.loginSucceeded, actor: user.id, details: { amr } };
    await this.starts.start(visitor, proof, parked ? { clientId: parked.clientId, ...event } : event);
    await this.notices.signedIn(visitor, user);
    this.devices.remember(visitor.cookies, user);
    return this.goals.reach(goal, parked, user, visitor.cookies);
  }

  /**
   * Has the person of a running session prove what a parked request demands beyond what was proven, and no more.
   * @returns where the browser goes; undefined if nothing is missing that could be proven
   * @throws SignInRefused if the account was changed meanwhile
   */
  async stepUp(visitor: Visitor, session: Session, reference: string): Promise<string | undefined> {
    const { user, amr } = session;
    const action = await this.required(user, { amr, sent: visitor.cookies.sent, reference, isSignedIn: true });
    return action && this.suspend(visitor, proofOf(session), action, reference);
  }

  /**
   * Makes another account of the browser the active one.
   * @returns its session; undefined if it has ended; `sign-in` if something is required of the account, so that the person
   * has to sign in to it again
   */
  async switchTo({ cookies }: Visitor, sid: string): Promise<Session | 'sign-in' | undefined> {
    const held = await this.sessions.held(cookies.sent);
    const chosen = held.find(({ session }) => session.sid === sid);
    if (!chosen) return undefined;
    const { user, amr } = chosen.session;
    if (await this.required(user, { amr, sent: cookies.sent, reference: '', isSignedIn: true })) return 'sign-in';
    this.starts.activate(cookies, held, chosen);
    return chosen.session;
  }

  private async suspend(visitor: Visitor, proof: Proof, action: RequiredAction, reference: string): Promise<string> {
    await this.signIns.suspend(visitor, proof, action);
    return withRequest(action.path, reference);
  }

  private async required(user: User, facts: SignInFacts): Promise<RequiredAction | undefined> {
    const { list } = this.actions;
    const inOrder = [...list.filter(({ provesMore }) => provesMore), ...list.filter(({ provesMore }) => !provesMore)];
    for (const action of inOrder) if (await action.isRequired(user, facts)) return action;
    return undefined;
  }
}

/** What a running session has proven. */
function proofOf({ user, amr, sid }: Session): Proof {
  return { user, amr, sid };
}
