import { Injectable } from '@nestjs/common';
import { wasIssuedTo } from '../clients/client.js';
import { ClientsService } from '../clients/clients.service.js';
import type { AccessTokenClaims } from '../keys/access-token-verifier.js';
import { formatScope, readScope, type Scope } from '../oauth/scope.js';
import { digest } from '../platform/secrets.js';
import type { AccessTokenStatus } from '../resource-server/access-token-status.js';
import { rememberHolder } from '../resource-server/token-holder.js';
import { ResourcesService } from '../resources/resources.service.js';
import { isBarred } from '../users/user.js';
import { UserStore } from '../users/user-store.js';
import { FamiliesRepository } from './families.repository.js';

/** What access tokens are worth now, wherever this server itself is asked: its own APIs, and introspection. */
@Injectable()
export class AccessTokensService implements AccessTokenStatus {
  constructor(
    private readonly repository: FamiliesRepository,
    private readonly clients: ClientsService,
    private readonly resources: ResourcesService,
    private readonly users: UserStore,
  ) {}

  /**
   * What the token says as of now: only scopes that its client is still registered for and that its end-user's present
   * roles give, and these roles. A scope that is not known here stays: it opens nothing.
   * Costs one query, for the revocations; client, end-user and resources are kept in memory.
   * @returns undefined if the token was revoked, by itself or with its family, its client is gone, or its end-user barred
   */
  async current(claims: AccessTokenClaims): Promise<AccessTokenClaims | undefined> {
    const client = await this.clients.find(claims.client_id);
    // `iat` counts whole seconds.
    if (!client || !wasIssuedTo(client, { clientId: client.clientId, issuedAt: (claims.iat + 1) * 1000 }))
      return undefined;
    const { denied, holder } = await this.repository.status(digest(claims.jti), claims.family ?? null);
    if (denied) return undefined;
    // Only the command line signs tokens that are neither a client's own (RFC 9068 §2.2) nor come from an authorization.
    if (claims.family === undefined && claims.sub !== claims.client_id) return claims;
    const catalogue = await this.resources.catalogue();
    const scope = readScope(claims.scope).filter((name) => !catalogue.knows(name) || client.scope.includes(name));
    if (claims.family === undefined) return withScope(claims, scope);
    const user = holder && (await this.users.find(holder.userId));
    if (!user || isBarred(user)) return undefined;
    const { roles } = user;
    const permitted = catalogue.permitted(scope, roles);
    const left = scope.filter((name) => !catalogue.knows(name) || permitted.includes(name));
    const current = { ...withScope(claims, left), roles };
    rememberHolder(current, holder);
    return current;
  }
}

/** The claims with this scope; RFC 6749 §3.3 has no empty one. */
function withScope({ scope: _scope, ...claims }: AccessTokenClaims, scope: Scope): AccessTokenClaims {
  return { ...claims, ...(scope.length > 0 && { scope: formatScope(scope) }) };
}
