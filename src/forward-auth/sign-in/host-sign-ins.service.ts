import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { AuthorizationCode } from '../../authorizations/authorization-codes.js';
import { AuthorizationsService } from '../../authorizations/authorizations.service.js';
import { wasIssuedTo } from '../../clients/client.js';
import { OAuthError } from '../../oauth/oauth-error.js';
import { Parameters } from '../../oauth/parameters.js';
import { verifierMatches } from '../../oauth/pkce.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { generateSecret } from '../../platform/crypto/secrets.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import type { Cookies } from '../../platform/http/cookies.js';
import type { Visitor } from '../../platform/http/visitor.js';
import { AccessCookies, FORWARD_AUTH_SECRET } from '../access/access-cookie.js';
import { ruleFor } from '../access/access-rule.js';
import { PROTECTED_HOST_EVENTS } from '../hosts/audit-events.js';
import { callbackOf, clientIdOf, FORWARD_AUTH_PATH, originOf } from '../hosts/host-client.js';
import type { KnownHost } from '../hosts/protected-hosts.service.js';
import { returnTo, SignInStates } from './sign-in-state.js';

/** OIDC Core §3.1.2.1 `prompt`: the person wants another account. */
export const SELECT_ACCOUNT = 'select_account';

/** Why a sign-in at a protected host did not end well, in the words of OAuth. */
export class SignInBroken extends Error {
  override readonly name = 'SignInBroken';

  /** @param code an error code of OAuth */
  constructor(
    readonly code: string,
    readonly description: string,
  ) {
    super(description);
  }
}

/** Lets people in to protected hosts: by the authorization endpoint, as every client does (RFC 6749 §4.1 with PKCE). */
@Injectable()
export class HostSignIns {
  private readonly states: SignInStates;

  constructor(
    secrets: ServerSecrets,
    private readonly cookies: AccessCookies,
    private readonly authorizations: AuthorizationsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.states = new SignInStates(secrets.get(FORWARD_AUTH_SECRET));
  }

  /** Where a sign-in begins, on the host itself, so that its cookie is that of the host. @param uri what was asked for */
  addressOf({ host }: KnownHost, uri: string, prompt?: typeof SELECT_ACCOUNT): string {
    const parameters = new URLSearchParams({ to: returnTo(uri, FORWARD_AUTH_PATH), ...(prompt && { prompt }) });
    return `${originOf(host, this.config.issuer)}${FORWARD_AUTH_PATH}/sign-in?${parameters}`;
  }

  /**
   * Begins a sign-in, as strong as the rule demands of the page that it leads to.
   * @param asked where it is to lead, path and query
   * @returns the address of the authorization request
   */
  begin(
    { host, rules }: KnownHost,
    asked: string | undefined,
    cookies: Cookies,
    prompt?: typeof SELECT_ACCOUNT,
  ): string {
    const to = returnTo(asked, FORWARD_AUTH_PATH);
    const known = this.cookies.browser(cookies.sent);
    const browser = known ?? generateSecret();
    if (known === undefined) this.cookies.keepBrowser(cookies, browser);
    const { state, codeChallenge } = this.states.begin(host, to, browser, this.clock.now());
    const rule = ruleFor(rules, { method: 'GET', uri: to });
    const parameters = {
      response_type: 'code',
      client_id: clientIdOf(host),
      redirect_uri: callbackOf(host, this.config.issuer),
      scope: 'openid',
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      ...(prompt && { prompt }),
      ...(typeof rule === 'object' && rule.minimum_acr !== undefined ? demanding(rule.minimum_acr) : {}),
    };
    return `${this.config.issuer}/oauth2/authorize?${new URLSearchParams(parameters)}`;
  }

  /**
   * Ends a sign-in: redeems the code (RFC 6749 §4.1.3) and gives the browser the cookie of the host.
   * @param query of the authorization response
   * @returns where it leads
   * @throws SignInBroken
   */
  async finish(host: KnownHost, query: unknown, { cookies, facts }: Visitor): Promise<string> {
    const { parameters } = Parameters.read(query);
    const { issuer } = this.config;
    const browser = this.cookies.browser(cookies.sent);
    const begun =
      browser === undefined
        ? undefined
        : this.states.find(parameters.get('state') ?? '', host.host, browser, this.clock.now());
    if (!begun)
      throw new SignInBroken('invalid_request', 'the sign-in was not begun in this browser, or it took too long');
    // RFC 9207 §2.4.
    if (parameters.get('iss') !== issuer) throw new SignInBroken('invalid_request', 'iss is not this server');
    const error = parameters.get('error');
    if (error !== undefined) throw new SignInBroken(error, parameters.get('error_description') ?? '');
    const code = this.authorizations.readCode(parameters.get('code') ?? '');
    if (!code || !this.isFor(host, code, begun.codeVerifier))
      throw new SignInBroken('invalid_grant', 'the code is not known, or was issued for another sign-in');
    await this.redeem(host, code, facts);
    this.cookies.keep(cookies, host.host, code);
    return originOf(host.host, issuer) + begun.to;
  }

  /** RFC 6749 §4.1.3, RFC 7636 §4.6. */
  private isFor({ host, client }: KnownHost, code: AuthorizationCode, codeVerifier: string): boolean {
    return (
      wasIssuedTo(client, code) &&
      code.redirectUri === callbackOf(host, this.config.issuer) &&
      code.codeChallenge !== undefined &&
      verifierMatches(codeVerifier, code.codeChallenge)
    );
  }

  /** What it starts ends with the session at the latest. */
  private async redeem(host: KnownHost, code: AuthorizationCode, facts: Visitor['facts']): Promise<void> {
    try {
      await this.authorizations.redeem(code, this.config.lifetimes.session, false, () => facts);
    } catch (error) {
      if (error instanceof OAuthError) throw new SignInBroken(error.code, error.description);
      throw error;
    }
    const event = { type: PROTECTED_HOST_EVENTS.entered, actor: code.userId, clientId: clientIdOf(host.host) };
    await this.audit.record({ ...event, details: { family: code.authorizationId } }, facts);
  }
}

/** OIDC Core §5.5.1.1: an `acr` that the sign-in must reach. */
function demanding(acr: string): { readonly claims: string } {
  return { claims: JSON.stringify({ id_token: { acr: { essential: true, values: [acr] } } }) };
}
