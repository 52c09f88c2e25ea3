import { Injectable } from '@nestjs/common';
import type { AuthorizationCode } from '../../authorizations/authorization-codes.js';
import { AuthorizationsService } from '../../authorizations/authorizations.service.js';
import { type Client, mayUseGrant, wasIssuedTo } from '../../clients/client.js';
import { InvalidGrant, InvalidRequest } from '../../oauth/oauth-error.js';
import type { Parameters } from '../../oauth/parameters.js';
import { verifierMatches } from '../../oauth/pkce.js';
import type { LazyRequestFacts } from '../../platform/http/request-facts.js';
import { ResourcesService } from '../../resources/resources.service.js';
import { isBarred, type User } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import type { Approval } from '../approval.js';
import type { Grant } from './grant.js';
import { demandPermitted, targetOf } from './target.js';

/** RFC 6749 §4.1.3, RFC 7636 §4.5: a code for tokens, once. */
@Injectable()
export class AuthorizationCodeGrant implements Grant {
  readonly grantType = 'authorization_code';
  readonly forEndUser = true;

  constructor(
    private readonly authorizations: AuthorizationsService,
    private readonly resources: ResourcesService,
    private readonly users: UserStore,
  ) {}

  async approve(client: Client, parameters: Parameters, facts: LazyRequestFacts): Promise<Approval> {
    const code = this.authorizations.readCode(parameters.require('code'));
    if (!code || !wasIssuedTo(client, code))
      throw new InvalidGrant('the code is not known, or was issued to another client');
    checkRedirectUri(code, parameters.get('redirect_uri'));
    checkVerifier(code, parameters.get('code_verifier'));
    const user = await this.users.find(code.userId);
    if (!user || isBarred(user)) throw new InvalidGrant('the end-user can no longer sign in');

    const target = await targetOf(
      this.resources,
      await demandPermitted(this.resources, code.scope, client, user),
      code.resources,
      parameters.all('resource'),
    );
    const refreshToken = await this.authorizations.redeem(
      code,
      target.lifetime,
      wantsRefreshToken(client, code),
      facts,
    );
    return { client, ...target, endUser: endUserOf(code, user, refreshToken) };
  }
}

/** RFC 6749 §4.1.3: if the authorization request named one, the same one must be sent again. */
function checkRedirectUri(code: AuthorizationCode, redirectUri: string | undefined): void {
  if (code.redirectUri === undefined && redirectUri === undefined) return;
  if (redirectUri === undefined) throw new InvalidRequest('the parameter redirect_uri is missing');
  if (redirectUri !== code.redirectUri)
    throw new InvalidGrant('redirect_uri is not the one of the authorization request');
}

/** RFC 7636 §4.6; RFC 9700 §2.1.1: a verifier without a challenge is a downgrade attack. */
function checkVerifier(code: AuthorizationCode, verifier: string | undefined): void {
  if (code.codeChallenge === undefined && verifier === undefined) return;
  if (code.codeChallenge === undefined)
    throw new InvalidGrant('code_verifier was sent, but the authorization request had no code_challenge');
  if (verifier === undefined) throw new InvalidGrant('the parameter code_verifier is missing');
  if (!verifierMatches(verifier, code.codeChallenge))
    throw new InvalidGrant('code_verifier does not belong to the code_challenge');
}

/** With `offline_access`, or for a client that is registered for the refresh token grant. */
function wantsRefreshToken(client: Client, code: AuthorizationCode): boolean {
  return mayUseGrant(client, 'refresh_token') || code.scope.includes('offline_access');
}

function endUserOf(code: AuthorizationCode, user: User, refreshToken: string | undefined) {
  const { authorizationId, sid, authenticatedAt, acr, amr, askedClaims, nonce } = code;
  return { user, authorizationId, sid, authenticatedAt, acr, amr, askedClaims, nonce, refreshToken };
}
