import { Injectable } from '@nestjs/common';
import { type Client, mayUseGrant } from '../../clients/client.js';
import { FamiliesService } from '../../families/families.service.js';
import type { Family } from '../../families/family.js';
import { InvalidGrant, InvalidRequest } from '../../oauth/oauth-error.js';
import type { Parameters } from '../../oauth/parameters.js';
import { verifierMatches } from '../../oauth/pkce.js';
import { Clock } from '../../platform/clock.js';
import type { LazyFacts } from '../../platform/http/request-facts.js';
import { ResourcesService } from '../../resources/resources.service.js';
import type { User } from '../../users/user.js';
import { UserStore } from '../../users/user-store.js';
import type { Approval } from '../approval.js';
import type { Grant } from './grant.js';
import { targetOf } from './target.js';

/** RFC 6749 §4.1.3, RFC 7636 §4.5: a code for tokens, once. */
@Injectable()
export class AuthorizationCodeGrant implements Grant {
  readonly grantType = 'authorization_code';
  readonly forEndUser = true;

  constructor(
    private readonly families: FamiliesService,
    private readonly resources: ResourcesService,
    private readonly users: UserStore,
    private readonly clock: Clock,
  ) {}

  async approve(client: Client, parameters: Parameters, facts: LazyFacts): Promise<Approval> {
    const family = await this.families.findByCode(parameters.require('code'));
    if (!family || family.clientId !== client.clientId)
      throw new InvalidGrant('the code is not known, or was issued to another client');
    checkRedirectUri(family, parameters.get('redirect_uri'));
    checkVerifier(family, parameters.get('code_verifier'));
    if (family.redeemedAt === null) this.checkUsable(family);
    const user = await this.users.find(family.userId);
    if (!user || user.disabled) throw new InvalidGrant('the end-user can no longer sign in');

    const { scope, audience, lifetime } = await targetOf(
      this.resources,
      family.scope,
      family.resources,
      parameters.all('resource'),
    );
    const refreshToken = await this.families.redeem(family, lifetime, wantsRefreshToken(client, family), facts);
    return { client, scope, audience, lifetime, endUser: endUserOf(family, user, refreshToken) };
  }

  private checkUsable(family: Family): void {
    if (family.revokedAt !== null) throw new InvalidGrant('the authorization was withdrawn');
    if (this.clock.now() >= family.codeExpiresAt)
      throw new InvalidGrant('the code has expired; start again at the authorization endpoint');
  }
}

/** RFC 6749 §4.1.3: if the authorization request named one, the same one must be sent again. */
function checkRedirectUri(family: Family, redirectUri: string | undefined): void {
  if (family.redirectUri === undefined && redirectUri === undefined) return;
  if (redirectUri === undefined) throw new InvalidRequest('the parameter redirect_uri is missing');
  if (redirectUri !== family.redirectUri)
    throw new InvalidGrant('redirect_uri is not the one of the authorization request');
}

/** RFC 7636 §4.6; RFC 9700 §2.1.1: a verifier without a challenge is a downgrade attack. */
function checkVerifier(family: Family, verifier: string | undefined): void {
  if (family.codeChallenge === undefined && verifier === undefined) return;
  if (family.codeChallenge === undefined)
    throw new InvalidGrant('code_verifier was sent, but the authorization request had no code_challenge');
  if (verifier === undefined) throw new InvalidGrant('the parameter code_verifier is missing');
  if (!verifierMatches(verifier, family.codeChallenge))
    throw new InvalidGrant('code_verifier does not belong to the code_challenge');
}

/** With `offline_access`, or for a client that is registered for the refresh token grant. */
function wantsRefreshToken(client: Client, family: Family): boolean {
  return mayUseGrant(client, 'refresh_token') || family.scope.includes('offline_access');
}

function endUserOf(family: Family, user: User, refreshToken: string | undefined) {
  const { id: familyId, sid, authenticatedAt, acr, amr, askedClaims, nonce } = family;
  return { user, familyId, sid, authenticatedAt, acr, amr, askedClaims, nonce, refreshToken };
}
