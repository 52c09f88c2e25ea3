import { Inject, Injectable } from '@nestjs/common';
import type { AccountPreference, Accounts } from '../authentication/accounts/accounts.js';
import type { Session } from '../authentication/sessions/session.js';
import { SignOuts } from '../authentication/sign-out/sign-outs.service.js';
import type { AskedRequest, AuthorizationRequest } from '../authorization-requests/authorization-request.js';
import { type ParkedRequest, referenceOf } from '../authorization-requests/parked-request.js';
import { ParkedRequestsService } from '../authorization-requests/parked-requests.service.js';
import { RequestObjects } from '../authorization-requests/request-objects.js';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import type { Client } from '../clients/client.js';
import { ClientsService } from '../clients/clients.service.js';
import { SubjectService } from '../clients/subject.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { InvalidClient, InvalidRequest, OAuthError } from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { redirectUriMatches } from '../oauth/redirect-uri.js';
import type { Scope } from '../oauth/scope.js';
import { Clock, type Instant } from '../platform/clock.js';
import type { Peers } from '../platform/peers.js';
import { ResourcesService } from '../resources/resources.service.js';
import { scopesOf } from '../users/asked-claims.js';
import { CHECKS, type Check } from './checks/check.js';
import { accountPreferenceOf, decide, decided, type Facts, type Interaction } from './interaction.js';

/** A request as it arrived, together with what this server had kept of it. */
export interface ReceivedRequest extends AskedRequest {
  /** Under which reference it was kept, and what the pages have noted. */
  readonly parked: (ParkedRequest & { readonly reference: string }) | undefined;
  /** What makes the request unreadable, although it is known whom to tell. */
  readonly violation: OAuthError | undefined;
}

/** What a code would stand for, and when the consent to it was given; null where it needs none. */
interface Granted {
  readonly scope: Scope;
  readonly consentedAt: Instant | null;
}

/** While one of these is in doubt, nobody but the person is told anything. */
const ADDRESSES = ['client_id', 'redirect_uri', 'request_uri'];

/** The authorization endpoint without HTTP: from parameters to a page, an error or a code. */
@Injectable()
export class AuthorizationService {
  constructor(
    private readonly clients: ClientsService,
    private readonly subjects: SubjectService,
    private readonly resources: ResourcesService,
    private readonly authorizations: AuthorizationsService,
    private readonly requests: ParkedRequestsService,
    private readonly consent: ConsentService,
    private readonly signOuts: SignOuts,
    private readonly clock: Clock,
    private readonly requestObjects: RequestObjects,
    @Inject(CHECKS.token) private readonly checks: Peers<Check>,
  ) {}

  /**
   * Finds the client and the redirect URI. Nothing may be redirected before both are known (RFC 6749 §4.1.2.1).
   * @param source the parsed query string or form
   * @throws OAuthError, to be shown to the person
   */
  async arrive(source: unknown): Promise<ReceivedRequest> {
    const { parameters: sent, violations } = Parameters.read(source);
    const doubt = ADDRESSES.map((name) => violations.get(name)).find((violation) => violation !== undefined);
    if (doubt) throw doubt;
    const client = await this.clients.find(sent.require('client_id'));
    if (!client) throw new InvalidClient(`no client with the client_id ${sent.get('client_id')} is registered`);
    const kept = await this.findParked(sent, client);
    const isObject = !kept && this.requestObjects.concerns(sent, client);
    const resolved = isObject ? await this.resolve(sent, client) : undefined;
    const parameters = kept?.parameters ?? resolved?.parameters ?? sent;
    // An answered request (a late double click, another tab) begins anew: what the pages noted is used up.
    const parked = kept?.answeredAt === null ? kept : undefined;
    const [unreadable] = violations.values();
    const violation = resolved?.violation ?? unreadable;
    return { client, parameters, parked, redirectUri: redirectUriOf(client, parameters), violation };
  }

  /** A request object whose redirect URI nobody vouches for is answered to nobody. */
  private async resolve(sent: Parameters, client: Client): Promise<Pick<ReceivedRequest, 'parameters' | 'violation'>> {
    try {
      return { parameters: await this.requestObjects.resolve(sent, client), violation: undefined };
    } catch (error) {
      if (!(error instanceof OAuthError && sent.has('redirect_uri'))) throw error;
      return { parameters: sent, violation: error };
    }
  }

  private async findParked(sent: Parameters, client: Client): Promise<ReceivedRequest['parked']> {
    const reference = referenceOf(sent.get('request_uri') ?? '');
    if (reference === undefined) return undefined;
    const parked = await this.requests.find(reference);
    if (!parked || parked.clientId !== client.clientId) {
      throw new InvalidRequest('this request has expired; start again from the app');
    }
    return { ...parked, reference };
  }

  /** @throws OAuthError for the client */
  async check(asked: ReceivedRequest): Promise<AuthorizationRequest> {
    if (asked.violation) throw asked.violation;
    const parts: Partial<AuthorizationRequest>[] = [];
    for (const each of this.checks.list) parts.push(await each.check(asked));
    return Object.assign({}, ...parts) as AuthorizationRequest;
  }

  /** Decides what happens next, what would be granted, and whether the person has decided about this very request. */
  async decide(
    arrived: ReceivedRequest,
    request: AuthorizationRequest,
    { session, any }: Accounts,
  ): Promise<{ interaction: Interaction; granted: Granted; decided: boolean }> {
    const { client, parked } = arrived;
    const scope = session ? await this.resources.permitted(request.scope, session.user.roles) : request.scope;
    const asksConsent = session !== undefined && !client.firstParty;
    const consent = asksConsent ? await this.consent.find(session.user.id, client.clientId) : undefined;
    const facts = {
      now: this.clock.now(),
      firstParty: client.firstParty,
      session: session && this.signedIn(session, client),
      anyAccount: any,
      parked,
      scope,
      askedScope: [...scope, ...scopesOf(request.askedClaims)],
      consented: consent?.scope ?? [],
    };
    return {
      interaction: decide(request, facts),
      granted: { scope, consentedAt: consent?.grantedAt ?? null },
      decided: decided(facts) !== null,
    };
  }

  /** Which of the browser's accounts the request is about. */
  accountPreferenceOf(arrived: ReceivedRequest, request: AuthorizationRequest): AccountPreference | undefined {
    return accountPreferenceOf(request, arrived, ({ user }) => this.subjects.subjectFor(user, arrived.client));
  }

  private signedIn({ user, authenticatedAt, acr }: Session, client: Client): Facts['session'] {
    return { userId: user.id, subject: this.subjects.subjectFor(user, client), authenticatedAt, acr };
  }

  /**
   * Keeps the request while a page does its part.
   * @param address of the browser
   * @returns the reference for the page
   * @throws InvalidRequest, TooManyRequests
   */
  async park(
    { parked, parameters, client }: ReceivedRequest,
    session: Session | undefined,
    address: string,
  ): Promise<string> {
    const sender = { clientId: client.clientId, address, userId: session?.user.id };
    return parked?.reference ?? this.requests.park(parameters, sender);
  }

  /** Uses up what the pages noted on a kept request. @returns false where another tab was faster */
  async use({ parked }: ReceivedRequest): Promise<boolean> {
    return !parked || this.requests.answer(parked.reference);
  }

  /** Issues the code. @returns undefined where the session has ended meanwhile. @throws InvalidRequest */
  async issueCode(
    arrived: ReceivedRequest,
    request: AuthorizationRequest,
    { scope, consentedAt }: Granted,
    session: Session,
  ): Promise<string | undefined> {
    if (scope.includes('openid') && !(await this.signOuts.note(session, arrived.client))) return undefined;
    return this.authorizations.authorize({
      consentedAt,
      clientId: arrived.client.clientId,
      userId: session.user.id,
      sid: session.sid,
      scope,
      resources: request.resources,
      askedClaims: request.askedClaims,
      authenticatedAt: session.authenticatedAt,
      acr: session.acr,
      amr: session.amr,
      nonce: request.nonce,
      redirectUri: arrived.parameters.get('redirect_uri'),
      codeChallenge: request.codeChallenge,
    });
  }
}

/** RFC 6749 §3.1.2.3: left out, the only registered one is meant; OIDC Core §3.1.2.1 always wants one. */
function redirectUriOf(client: Client, parameters: Parameters): string {
  const requested = parameters.get('redirect_uri');
  const [only, ...others] = client.redirectUris;
  if (requested === undefined && only !== undefined && others.length === 0 && !asksForOpenId(parameters)) return only;
  if (requested === undefined) throw new InvalidRequest('the parameter redirect_uri is missing');
  if (redirectUriMatches(requested, client.redirectUris)) return requested;
  throw new InvalidRequest(`redirect_uri ${requested} is not registered for client ${client.clientId}`);
}

export function asksForOpenId(parameters: Parameters): boolean {
  return (parameters.get('scope') ?? '').split(' ').includes('openid');
}
