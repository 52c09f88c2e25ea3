import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SubjectService } from '../clients/subject.service.js';
import { KeysService } from '../keys/keys.service.js';
import { leftHalfHash } from '../keys/signing-algorithm.js';
import { formatScope, type Scope } from '../oauth/scope.js';
import { Clock, type Instant, numericDate } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Claims } from '../resource-server/verify-jwt.js';
import type { Catalogue } from '../resources/catalogue.js';
import { ResourcesService } from '../resources/resources.service.js';
import type { User } from '../users/user.js';
import { AddedClaims } from './added-claims.service.js';
import type { Approval } from './approval.js';
import { idTokenClaims } from './id-token-claims.js';
import { mappedClaims } from './mapped-claims.js';
import { ResponseProtection } from './response-protection.js';
import { seenBy } from './seen-by.js';

/** RFC 6749 §5.1, OIDC Core §3.1.3.3. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  /** Left out if nothing was granted: RFC 6749 §3.3 has no empty scope. */
  readonly scope: string | undefined;
  readonly refresh_token: string | undefined;
  readonly id_token: string | undefined;
}

/** Turns approvals into tokens: the only place where tokens are minted. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly keys: KeysService,
    private readonly protection: ResponseProtection,
    private readonly subjects: SubjectService,
    private readonly resources: ResourcesService,
    private readonly added: AddedClaims,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async issue(approval: Approval): Promise<TokenResponse> {
    const now = this.clock.now();
    const catalogue = this.resources.catalogueAtHand() ?? (await this.resources.catalogue());
    const accessToken = await this.accessToken(approval, catalogue, now);
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: approval.lifetime,
      scope: scopeMember(approval.scope),
      refresh_token: approval.endUser?.refreshToken,
      id_token: await this.wantedIdToken(approval, catalogue, accessToken, now),
    };
  }

  /** RFC 9068 §2.2. A client that acts for itself is its own subject. */
  private accessToken(approval: Approval, catalogue: Catalogue, now: Instant): Promise<string> {
    const { client, scope, audience, lifetime, format, endUser } = approval;
    const claims = {
      iss: this.config.issuer,
      sub: endUser ? this.subjects.subjectFor(endUser.user, client) : client.clientId,
      aud: audience.length === 1 ? (audience[0] as string) : [...audience],
      client_id: client.clientId,
      scope: scopeMember(scope),
      iat: numericDate(now),
      exp: numericDate(now) + lifetime,
      jti: randomUUID(),
      auth_time: endUser && numericDate(endUser.authenticatedAt),
      acr: endUser?.acr,
      roles: endUser?.user.roles,
      family: endUser?.authorizationId,
    };
    const mapped = endUser && accessTokenMappings(approval, endUser.user, catalogue);
    const added = this.added.accessToken(approval);
    const all = mapped || added ? { ...added, ...mapped, ...claims } : claims;
    return this.keys.signAccessToken(all, format);
  }

  private async wantedIdToken(
    approval: Approval,
    catalogue: Catalogue,
    accessToken: string,
    now: Instant,
  ): Promise<string | undefined> {
    const { client, scope, endUser } = approval;
    if (!endUser || !scope.includes('openid')) return undefined;
    const frame = {
      issuer: this.config.issuer,
      subject: this.subjects.subjectFor(endUser.user, client),
      now,
      lifetime: this.config.lifetimes.idToken,
      accessTokenHash: leftHalfHash(accessToken, client.idTokenSignedResponseAlg),
    };
    const user = seenBy(client, endUser.user, catalogue);
    const others = catalogue.claimMappings('id_token', scope);
    const claims = idTokenClaims(frame, endUser, { client, user, scope, others });
    const added = this.added.idToken(approval, endUser);
    return this.protection.idToken(client, added ? { ...added, ...claims } : claims);
  }
}

function accessTokenMappings(
  { client, scope, audience }: Approval,
  user: User,
  catalogue: Catalogue,
): Claims | undefined {
  const others = catalogue.claimMappings('access_token', scope, audience);
  return mappedClaims('access_token', { client, user, scope, others });
}

function scopeMember(scope: Scope): string | undefined {
  return scope.length > 0 ? formatScope(scope) : undefined;
}
