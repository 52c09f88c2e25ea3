import { Injectable } from '@nestjs/common';
import { wasIssuedTo } from '../clients/client.js';
import { ClientsService } from '../clients/clients.service.js';
import { digest } from '../platform/crypto/secrets.js';
import type { AccessTokenStatus } from '../resource-server/access-token-status.js';
import type { AccessTokenClaims } from '../resource-server/access-token-verifier.js';
import { rememberHolder } from '../resource-server/token-holder.js';
import { ResourcesService } from '../resources/resources.service.js';
import { isBarred } from '../users/user.js';
import { UserStore } from '../users/user-store.js';
import { AuthorizationsRepository } from './authorizations.repository.js';
import { narrowedToken } from './still-permitted.js';

/** What access tokens are worth now, at this server's own APIs and in introspection. */
@Injectable()
export class AccessTokensService implements AccessTokenStatus {
  constructor(
    private readonly repository: AuthorizationsRepository,
    private readonly clients: ClientsService,
    private readonly resources: ResourcesService,
    private readonly users: UserStore,
  ) {}

  async isRevoked(claims: AccessTokenClaims): Promise<boolean> {
    return (await this.asOfNow(claims)) === undefined;
  }

  /**
   * The access token as it counts now: with what {@link narrowedToken} leaves of its scope and roles. So a person who lost
   * a role loses at once what it gave. Costs one query, for the revocations; client, end-user and resources are in memory.
   * @returns undefined if it was revoked, by itself or with its authorization, or its client is gone, or its
   *   end-user barred
   */
  async asOfNow(claims: AccessTokenClaims): Promise<AccessTokenClaims | undefined> {
    const client = await this.clients.find(claims.client_id);
    // `iat` counts whole seconds.
    if (!client || !wasIssuedTo(client, { clientId: client.clientId, issuedAt: (claims.iat + 1) * 1000 }))
      return undefined;
    const { denied, holder } = await this.repository.status(digest(claims.jti), claims.family ?? null);
    if (denied) return undefined;
    const catalogue = this.resources.catalogueAtHand() ?? (await this.resources.catalogue());
    if (claims.family === undefined) {
      // Only the command line signs tokens that are neither a client's own (RFC 9068 §2.2) nor come from an authorization.
      return claims.sub === claims.client_id ? narrowedToken(catalogue, claims, client) : claims;
    }
    const user = holder && (await this.users.find(holder.userId));
    if (!user || isBarred(user)) return undefined;
    const narrowed = narrowedToken(catalogue, claims, client, user);
    rememberHolder(narrowed, holder);
    return narrowed;
  }
}
