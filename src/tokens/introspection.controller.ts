import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AccessTokensService } from '../authorizations/access-tokens.service.js';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import { stillPermitted } from '../authorizations/still-permitted.js';
import { type Client, isPublic, wasIssuedTo } from '../clients/client.js';
import { AuthenticateClient, ClientForm, CurrentClient } from '../clients/client-authentication.guard.js';
import { ClientsService } from '../clients/clients.service.js';
import { SubjectService } from '../clients/subject.service.js';
import { UnauthorizedClient } from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { formatScope, readScope, type Scope } from '../oauth/scope.js';
import { numericDate } from '../platform/clock.js';
import { NoStore } from '../platform/http/no-store.js';
import type { AccessTokenClaims } from '../resource-server/access-token-verifier.js';
import { holderOf } from '../resource-server/token-holder.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import { ResourcesService } from '../resources/resources.service.js';
import { isBarred, type User } from '../users/user.js';
import { UserStore } from '../users/user-store.js';
import { mappedClaims } from './mapped-claims.js';
import { type FoundToken, TokenLookup } from './token-lookup.js';

/** RFC 7662 §2.2: nothing more is said of a token that is not active. */
const INACTIVE = { active: false };

/** RFC 7662: the introspection endpoint, for confidential clients. */
@ApiExcludeController()
@Controller('oauth2/introspect')
export class IntrospectionController {
  constructor(
    private readonly tokens: TokenLookup,
    private readonly accessTokens: AccessTokensService,
    private readonly authorizations: AuthorizationsService,
    private readonly users: UserStore,
    private readonly clients: ClientsService,
    private readonly subjects: SubjectService,
    private readonly resources: ResourcesService,
  ) {}

  @AuthenticateClient('introspection')
  @NoStore()
  @HttpCode(200)
  @Post()
  async introspect(@ClientForm() form: Parameters, @CurrentClient() client: Client): Promise<object> {
    // RFC 7662 §4: anyone who may ask could otherwise scan for tokens.
    if (isPublic(client)) throw new UnauthorizedClient('a public client may not introspect tokens');
    const found = await this.tokens.find(form.require('token'));
    if (!found) return INACTIVE;
    return found.kind === 'access_token' ? this.accessToken(found) : this.refreshToken(found, client);
  }

  private async accessToken({ claims }: FoundToken & { kind: 'access_token' }): Promise<object> {
    const current = await this.accessTokens.asOfNow(claims);
    if (!current) return INACTIVE;
    const { family: _family, token_use: _mark, ...shown } = current;
    return { active: true, token_type: 'Bearer', ...shown, ...(await this.personOf(current)) };
  }

  /** What is said of the person beside what the token says. */
  private async personOf(claims: AccessTokenClaims): Promise<Claims> {
    const holder = holderOf(claims);
    if (!holder) return {};
    const [user, client] = await Promise.all([this.users.find(holder.userId), this.clients.find(claims.client_id)]);
    if (!user || !client) return {};
    const scope = readScope(claims.scope);
    const catalogue = this.resources.catalogueAtHand() ?? (await this.resources.catalogue());
    const others = catalogue.claimMappings('introspection', scope, audienceOf(claims));
    return {
      ...mappedClaims('introspection', { client, user, scope, others }),
      ...(showsProfile(scope) && usernameMember(user, client)),
    };
  }

  /** A refresh token is shown to the client that holds it, and to no one else. */
  private async refreshToken(
    { token, authorization }: FoundToken & { kind: 'refresh_token' },
    client: Client,
  ): Promise<object> {
    if (!wasIssuedTo(client, authorization) || !this.authorizations.isActive(token, authorization)) return INACTIVE;
    const user = await this.users.find(authorization.userId);
    if (!user || isBarred(user)) return INACTIVE;
    const scope = await stillPermitted(this.resources, authorization.scope, client, user);
    return {
      active: true,
      token_type: 'refresh_token',
      client_id: authorization.clientId,
      sub: this.subjects.subjectFor(user, client),
      ...(showsProfile(authorization.scope) && usernameMember(user, client)),
      ...(scope.length > 0 ? { scope: formatScope(scope) } : {}),
      exp: numericDate(authorization.idleExpiresAt ?? authorization.expiresAt),
    };
  }
}

function audienceOf({ aud }: AccessTokenClaims): readonly string[] {
  return typeof aud === 'string' ? [aud] : aud;
}

/**
 * A username is part of the profile (OIDC Core §5.4). Nothing tells which client acts for which resource server, so what the
 * person allowed counts (RFC 7662 §5).
 */
function showsProfile(scope: Scope): boolean {
  return scope.includes('profile');
}

/** Where a client knows people by pairwise subject identifiers, a username would undo them (OIDC Core §8.1). */
function usernameMember({ username }: User, { metadata }: Client): { username?: string } {
  return metadata.subject_type === 'pairwise' ? {} : { username };
}
