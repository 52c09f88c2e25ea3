import { Injectable } from '@nestjs/common';
import type { AccountPreference, Accounts } from '../authentication/accounts/accounts.js';
import { RecentSignIns } from '../authentication/recent-sign-in/recent-sign-ins.js';
import type { Session } from '../authentication/sessions/session.js';
import type { AuthorizationRequest } from '../authorization-requests/authorization-request.js';
import type { Client } from '../clients/client.js';
import { SubjectService } from '../clients/subject.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { SecondFactorPolicy } from '../factors/policy/second-factor-policy.service.js';
import { SATISFIED, type SecondFactorStep } from '../factors/policy/second-factor-step.js';
import { SecondFactorAction } from '../factors/sign-in/second-factor.action.js';
import type { Scope } from '../oauth/scope.js';
import { Clock, type Instant } from '../platform/clock.js';
import type { SentCookies } from '../platform/http/cookies.js';
import { ResourcesService } from '../resources/resources.service.js';
import { scopesOf } from '../users/asked-claims.js';
import { accountPreferenceOf, decide, decided, type Facts, type Interaction } from './interaction.js';
import type { ReceivedRequest } from './received-requests.service.js';

/** What a code would stand for, and when the consent to it was given; null if it needs none. */
export interface Granted {
  readonly scope: Scope;
  readonly consentedAt: Instant | null;
}

/** What happens next, what would be granted, and whether the person has decided about this very request. */
interface Decision {
  readonly interaction: Interaction;
  readonly granted: Granted;
  readonly decided: boolean;
}

/** Finds out what the decision about an authorization request depends on. */
@Injectable()
export class AuthorizationDecisions {
  constructor(
    private readonly subjects: SubjectService,
    private readonly resources: ResourcesService,
    private readonly consent: ConsentService,
    private readonly policy: SecondFactorPolicy,
    private readonly secondFactor: SecondFactorAction,
    private readonly recent: RecentSignIns,
    private readonly clock: Clock,
  ) {}

  /** Which of the browser's accounts the request is about. */
  accountPreferenceOf(received: ReceivedRequest, request: AuthorizationRequest): AccountPreference | undefined {
    return accountPreferenceOf(request, received, ({ user }) => this.subjects.subjectFor(user, received.client));
  }

  async decide(
    received: ReceivedRequest,
    request: AuthorizationRequest,
    { session, any }: Accounts,
    sent: SentCookies,
  ): Promise<Decision> {
    const { client, parked } = received;
    const scope = session ? await this.resources.permitted(request.scope, session.user.roles) : request.scope;
    const asksConsent = session !== undefined && !client.firstParty;
    const consent = asksConsent ? await this.consent.find(session.user.id, client.clientId) : undefined;
    const facts = {
      now: this.clock.now(),
      firstParty: client.firstParty,
      session: session && this.signedIn(session, client),
      strength: session ? await this.strength(session, received, sent) : SATISFIED,
      isRecent: session !== undefined && this.recent.isRecent(session),
      anyAccount: any,
      parked,
      scope,
      askedScope: [...scope, ...scopesOf(request.askedClaims, client)],
      consented: consent?.scope ?? [],
    };
    return {
      interaction: decide(request, facts),
      granted: { scope, consentedAt: consent?.grantedAt ?? null },
      decided: decided(facts) !== null,
    };
  }

  /** What is missing in the session, by the same rule as at a sign-in. Who misses nothing costs no statement. */
  private async strength(
    { user, amr }: Session,
    { client, parameters }: ReceivedRequest,
    sent: SentCookies,
  ): Promise<SecondFactorStep> {
    const proven = { amr, isSignedIn: true };
    const step = await this.policy.stepOf(user, proven, await this.policy.purposeFor(user, client, parameters));
    if (step.kind !== 'verify' || step.by !== 'policy') return step;
    const parked = { clientId: client.clientId, parameters };
    const isRequired = await this.secondFactor.isRequired(user, { ...proven, sent, reference: '', parked });
    return isRequired ? step : SATISFIED;
  }

  private signedIn({ user, authenticatedAt }: Session, client: Client): Facts['session'] {
    return { userId: user.id, subject: this.subjects.subjectFor(user, client), authenticatedAt };
  }
}
