import { Injectable } from '@nestjs/common';
import type { Session } from '../authentication/sessions/session.js';
import { SessionsService } from '../authentication/sessions/sessions.service.js';
import { SignOuts } from '../authentication/sign-out/sign-outs.service.js';
import { reportedAcr } from '../authorization-requests/authentication-demand.js';
import type { AuthorizationRequest } from '../authorization-requests/authorization-request.js';
import { ParkedRequestsService } from '../authorization-requests/parked-requests.service.js';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import { OAuthError, TooManyRequests } from '../oauth/oauth-error.js';
import type { SentCookies } from '../platform/http/cookies.js';
import { inSpan } from '../platform/telemetry/spans.js';
import { AuthorizationDecisions, type Granted } from './authorization-decisions.service.js';
import { type ReceivedRequest, ReceivedRequests } from './received-requests.service.js';
import { ResponseModes } from './response-modes/response-modes.js';

/** The browser that a request comes from. */
interface Sender {
  readonly sent: SentCookies;
  readonly address: string;
  /** Whether the answer may lead to the client. If not, nothing is used up, and the request has to come once more. */
  readonly mayLeave: boolean;
}

/**
 * What a request is answered with: a page of this server, a code, or an error for the client; `onward` if a code or an error
 * is due to a request that may not leave.
 */
export type Answer =
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'onward' }
  | { readonly kind: 'code'; readonly code: string }
  | {
      readonly kind: 'error';
      readonly error: OAuthError;
      /** Whether the person who is signed in has answered this request on the consent page, which names the address. */
      readonly decided: boolean;
    };

/** The authorization endpoint without HTTP: from parameters to a page, an error or a code. */
@Injectable()
export class AuthorizationService {
  constructor(
    private readonly received: ReceivedRequests,
    private readonly decisions: AuthorizationDecisions,
    private readonly sessions: SessionsService,
    private readonly requests: ParkedRequestsService,
    private readonly authorizations: AuthorizationsService,
    private readonly signOuts: SignOuts,
    private readonly responseModes: ResponseModes,
  ) {}

  /**
   * Finds the client and the redirect URI. Nothing may be redirected before both are known (RFC 6749 §4.1.2.1).
   * @param source the parsed query string or form
   * @throws OAuthError, to be shown to the person
   */
  receive(source: unknown): Promise<ReceivedRequest> {
    return inSpan('authorization receive', () => this.received.receive(source));
  }

  /** @throws TooManyRequests, to be shown to the person: a redirect could not say how long to wait (RFC 6585 §4) */
  async answer(received: ReceivedRequest, sender: Sender): Promise<Answer> {
    try {
      return await this.decide(received, sender);
    } catch (error) {
      if (!(error instanceof OAuthError) || error instanceof TooManyRequests) throw error;
      return this.refuse(received, sender, error, false);
    }
  }

  private async decide(received: ReceivedRequest, sender: Sender): Promise<Answer> {
    // Before anything else is checked, so that it is known how to tell the client.
    this.responseModes.of(received.parameters);
    const request = await inSpan('authorization checks', () => this.received.check(received));
    const about = this.decisions.accountPreferenceOf(received, request);
    const accounts = await this.sessions.pick(sender.sent, about, true);
    const { session } = accounts;
    const { interaction, granted, decided } = await inSpan('authorization decision', () =>
      this.decisions.decide(received, request, accounts, sender.sent),
    );
    if (interaction instanceof OAuthError) return this.refuse(received, sender, interaction, decided);
    if (interaction !== 'go' || !session) {
      const reference = await this.park(received, session, sender.address);
      return { kind: 'page', path: `/${interaction}?request=${reference}` };
    }
    if (!sender.mayLeave) return { kind: 'onward' };
    const again = () => this.decide({ ...received, parked: undefined }, sender);
    if (!(await this.use(received))) return again();
    const code = await this.issueCode(received, request, granted, session);
    if (code !== undefined) return { kind: 'code', code };
    this.sessions.forget(session);
    return again();
  }

  private async refuse(
    received: ReceivedRequest,
    { mayLeave }: Sender,
    error: OAuthError,
    decided: boolean,
  ): Promise<Answer> {
    if (!mayLeave) return { kind: 'onward' };
    await this.use(received);
    return { kind: 'error', error, decided };
  }

  /**
   * Keeps the request while a page does its part.
   * @param address of the browser
   * @returns the reference for the page
   * @throws InvalidRequest, TooManyRequests
   */
  private async park(
    { parked, parameters, client }: ReceivedRequest,
    session: Session | undefined,
    address: string,
  ): Promise<string> {
    const sender = { clientId: client.clientId, address, userId: session?.user.id };
    return parked?.reference ?? this.requests.park(parameters, sender);
  }

  /** Uses up what the pages noted on a kept request. @returns false if another tab was faster */
  private async use({ parked }: ReceivedRequest): Promise<boolean> {
    return !parked || this.requests.answer(parked.reference);
  }

  /** Issues the code. @returns undefined if the session has ended meanwhile. @throws InvalidRequest */
  private async issueCode(
    { client, parameters }: ReceivedRequest,
    request: AuthorizationRequest,
    { scope, consentedAt }: Granted,
    session: Session,
  ): Promise<string | undefined> {
    if (scope.includes('openid') && !(await this.signOuts.note(session, client))) return undefined;
    return this.authorizations.authorize({
      consentedAt,
      clientId: client.clientId,
      userId: session.user.id,
      sid: session.sid,
      scope,
      resources: request.resources,
      askedClaims: request.askedClaims,
      authenticatedAt: session.authenticatedAt,
      acr: reportedAcr(session.acr, request.demand),
      amr: session.amr,
      nonce: request.nonce,
      redirectUri: parameters.get('redirect_uri'),
      codeChallenge: request.codeChallenge,
    });
  }
}
