import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Client, isPublic, wasIssuedTo } from '../clients/client.js';
import { AuthenticateClient, ClientForm, CurrentClient } from '../clients/client-authentication.guard.js';
import { ClientsService } from '../clients/clients.service.js';
import { SubjectService } from '../clients/subject.service.js';
import { FamiliesService } from '../families/families.service.js';
import { stillPermitted } from '../families/still-permitted.js';
import { UnauthorizedClient } from '../oauth/oauth-error.js';
import { Parameters } from '../oauth/parameters.js';
import { formatScope } from '../oauth/scope.js';
import { numericDate } from '../platform/clock.js';
import { NoStore } from '../platform/http/no-store.js';
import { holderOf } from '../resource-server/token-holder.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { User } from '../users/user.js';
import { UserStore } from '../users/user-store.js';
import { type FoundToken, TokenLookup } from './token-lookup.js';

/** RFC 7662 §2.2: nothing more is said of a token that is not active. */
const INACTIVE = { active: false };

/** RFC 7662: the introspection endpoint, for confidential clients. */
@ApiExcludeController()
@Controller('oauth2/introspect')
export class IntrospectionController {
  constructor(
    private readonly tokens: TokenLookup,
    private readonly families: FamiliesService,
    private readonly users: UserStore,
    private readonly clients: ClientsService,
    private readonly subjects: SubjectService,
    private readonly resources: ResourcesService,
  ) {}

  @AuthenticateClient()
  @NoStore()
  @HttpCode(200)
  @Post()
  async introspect(@ClientForm() form: Parameters, @CurrentClient() client: Client): Promise<object> {
    // RFC 7662 §4: whoever may ask could otherwise scan for tokens.
    if (isPublic(client)) throw new UnauthorizedClient('a public client may not introspect tokens');
    const found = await this.tokens.find(form.require('token'));
    if (!found) return INACTIVE;
    return found.kind === 'access_token' ? this.accessToken(found) : this.refreshToken(found, client);
  }

  private async accessToken(found: FoundToken & { kind: 'access_token' }): Promise<object> {
    const claims = await this.families.asOfNow(found.claims);
    if (!claims) return INACTIVE;
    const { family: _family, ...shown } = claims;
    const holder = holderOf(claims);
    const [user, client] = await Promise.all([
      holder && this.users.find(holder.userId),
      this.clients.find(claims.client_id),
    ]);
    return { active: true, token_type: 'Bearer', ...(user && client && usernameMember(user, client)), ...shown };
  }

  /** A refresh token is shown to the client that holds it, and to nobody else. */
  private async refreshToken(
    { token, family }: FoundToken & { kind: 'refresh_token' },
    client: Client,
  ): Promise<object> {
    if (!wasIssuedTo(client, family) || !this.families.isActive(token, family)) return INACTIVE;
    const user = await this.users.find(family.userId);
    if (!user || user.disabled) return INACTIVE;
    const scope = await stillPermitted(this.resources, family.scope, client, user);
    return {
      active: true,
      token_type: 'refresh_token',
      client_id: family.clientId,
      sub: this.subjects.subjectFor(user, client),
      ...usernameMember(user, client),
      ...(scope.length > 0 ? { scope: formatScope(scope) } : {}),
      exp: numericDate(family.idleExpiresAt ?? family.expiresAt),
    };
  }
}

/** Where a client knows people by pairwise subject identifiers, a username would undo them (OIDC Core §8.1). */
function usernameMember({ username }: User, { metadata }: Client): { username?: string } {
  return metadata.subject_type === 'pairwise' ? {} : { username };
}
