import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type AuditEvent, AuditService } from '../audit/audit.service.js';
import { InvalidGrant } from '../oauth/oauth-error.js';
import { after, Clock, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { digest, equal } from '../platform/crypto/secrets.js';
import type { ServerSecret } from '../platform/crypto/server-secret.js';
import { ServerSecrets } from '../platform/crypto/server-secrets.js';
import { type Connection, Database } from '../platform/database/database.js';
import type { LazyRequestFacts, RequestFacts } from '../platform/http/request-facts.js';
import type { AccessTokenClaims } from '../resource-server/access-token-verifier.js';
import { UsersService } from '../users/users.service.js';
import { AUTHORIZATION_EVENTS } from './audit-events.js';
import { type Authorization, hasEnded, purgeTime, stateOf } from './authorization.js';
import { type AuthorizationCode, AuthorizationCodes } from './authorization-codes.js';
import { AuthorizationsRepository, type Issued } from './authorizations.repository.js';
import { newAuthorization } from './new-authorization.js';
import { type AuthorizationId, newAuthorizationId, type RefreshToken, RefreshTokens } from './refresh-token.js';
import { noteRotation } from './rotations.js';

/** Seals codes. */
export const CODE_SECRET: ServerSecret = {
  name: 'authorization-code',
  renewal: { ends: 'codes that are not redeemed yet' },
};

/** Signs refresh tokens. */
export const REFRESH_TOKEN_SECRET: ServerSecret = {
  name: 'refresh-token',
  renewal: { ends: 'every refresh token: people sign in to their applications once more' },
};

/** Codes, refresh tokens and what became of them. */
@Injectable()
export class AuthorizationsService implements OnModuleInit {
  private readonly codes: AuthorizationCodes;
  private readonly refreshTokens: RefreshTokens;

  constructor(
    private readonly repository: AuthorizationsRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly accounts: UsersService,
    private readonly clock: Clock,
    secrets: ServerSecrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.codes = new AuthorizationCodes(secrets.get(CODE_SECRET));
    secrets.onRenewal(CODE_SECRET, () => this.codes.renewed());
    this.refreshTokens = new RefreshTokens(secrets.get(REFRESH_TOKEN_SECRET));
  }

  onModuleInit(): void {
    this.accounts.onRevocation((id, transaction) => this.repository.revokeAllOf(id, this.clock.now(), transaction));
  }

  /**
   * Makes an authorization code (RFC 6749 §4.1.2). Nothing is stored before it is redeemed.
   * @throws InvalidRequest if the code would be too long
   */
  authorize(access: Omit<AuthorizationCode, 'authorizationId' | 'issuedAt'>): string {
    const now = this.clock.now();
    return this.codes.seal({ authorizationId: newAuthorizationId(now), issuedAt: now, ...access });
  }

  /** What the code stands for, whether or not it may still be redeemed; undefined if this server never issued it. */
  readCode(text: string): AuthorizationCode | undefined {
    return this.codes.open(text);
  }

  /**
   * Uses the code up, which starts its authorization.
   * @param accessTokenLifetime seconds
   * @param facts of the request, for the audit log
   * @returns the first refresh token if one is wanted
   * @throws InvalidGrant if the code has expired, was withdrawn or was used before; in the last case everything that
   *   came from it is revoked (RFC 6749 §4.1.2)
   */
  async redeem(
    code: AuthorizationCode,
    accessTokenLifetime: number,
    wantsRefreshToken: boolean,
    facts?: LazyRequestFacts,
  ): Promise<string | undefined> {
    const now = this.clock.now();
    const codeExpiresAt = after(code.issuedAt, this.config.lifetimes.authorizationCode);
    const token = wantsRefreshToken ? this.refreshTokens.first(code.authorizationId) : undefined;
    const expiresAt = after(now, token ? this.config.lifetimes.refreshToken : accessTokenLifetime);
    const issued = this.issue(token, now, expiresAt, accessTokenLifetime);
    // The row outlives the code, so that a second use is noticed.
    const purgeAt = Math.max(issued.purgeAt, purgeTime(codeExpiresAt, now));
    const authorization = newAuthorization(code, now, expiresAt, issued);
    if (now < codeExpiresAt && (await this.repository.insert(authorization, purgeAt, code.consentedAt)))
      return token?.text;
    const used = await this.repository.find(code.authorizationId);
    if (!used && now >= codeExpiresAt)
      throw new InvalidGrant('the code has expired; start again at the authorization endpoint');
    if (!used) throw new InvalidGrant('the authorization was withdrawn, or the session it was given in has ended');
    await this.end(used, { type: AUTHORIZATION_EVENTS.codeReplayed, actor: used.userId }, facts);
    throw new InvalidGrant('the authorization code was used before; everything issued for it is now revoked');
  }

  /** The authorization, if it was neither revoked nor has expired. */
  async running(id: AuthorizationId): Promise<Authorization | undefined> {
    const found = await this.repository.find(id);
    return found && !hasEnded(found, this.clock.now()) ? found : undefined;
  }

  /** The refresh token and its authorization, or undefined if this server never issued it. */
  async findByRefreshToken(text: string): Promise<{ token: RefreshToken; authorization: Authorization } | undefined> {
    const token = this.refreshTokens.read(text);
    const authorization = token && (await this.repository.find(token.authorizationId));
    return token && authorization ? { token, authorization } : undefined;
  }

  /**
   * As {@link findByRefreshToken}, for {@link rotate} only: the authorization may be as this process wrote it last, if the
   * token was the current one then. Rotating notices whatever another process did to it in the meantime.
   */
  async findToRotate(text: string): Promise<{ token: RefreshToken; authorization: Authorization } | undefined> {
    const token = this.refreshTokens.read(text);
    const authorization = token && this.repository.remembered(token.authorizationId);
    if (authorization?.generation !== token?.generation) return this.findByRefreshToken(text);
    return token && authorization ? { token, authorization } : undefined;
  }

  /**
   * Rotates a refresh token. Retry-safe: within the grace window a rotated token yields the authorization's current one.
   * Race-safe: one of many parallel requests rotates, the others find that they are retries.
   * Theft-safe: a token rotated longer ago ends the whole authorization (RFC 9700 §4.14.2).
   * @returns the refresh token to answer with
   * @throws InvalidGrant if the token is expired, revoked or reused
   */
  async rotate(
    token: RefreshToken,
    authorization: Authorization,
    accessTokenLifetime: number,
    facts?: LazyRequestFacts,
  ): Promise<string> {
    const now = this.clock.now();
    const grace = this.config.lifetimes.refreshTokenGrace;
    switch (stateOf(authorization, token, now, grace)) {
      case 'dead':
        throw new InvalidGrant('the refresh token has expired or was revoked');
      case 'reused':
        await this.end(
          authorization,
          { type: AUTHORIZATION_EVENTS.refreshTokenReused, actor: authorization.userId },
          facts,
        );
        throw new InvalidGrant(
          'the refresh token was used before; because it may be stolen, everything issued with it is now revoked',
        );
      case 'retry':
        return this.retry(token, authorization, after(now, accessTokenLifetime), now);
      case 'current':
        return this.replace(token, authorization, now, accessTokenLifetime, facts);
    }
  }

  /** @param end of the access token that is issued with it */
  private async retry(token: RefreshToken, authorization: Authorization, end: Instant, now: Instant): Promise<string> {
    const text = this.current(this.refreshTokens.advance(token, authorization.generation as number), authorization);
    // The row is kept for as long as the refresh token works in any case.
    if (end > (authorization.idleExpiresAt ?? 0)) await this.repository.keep(authorization.id, purgeTime(end, now));
    return text;
  }

  private async replace(
    token: RefreshToken,
    authorization: Authorization,
    now: Instant,
    accessTokenLifetime: number,
    facts: LazyRequestFacts | undefined,
  ): Promise<string> {
    this.current(token, authorization);
    const successor = this.refreshTokens.successor(token);
    const issued = this.issue(successor, now, authorization.expiresAt, accessTokenLifetime);
    const rotations = noteRotation(
      authorization.rotations,
      token.generation,
      now,
      this.config.lifetimes.refreshTokenGrace,
    );
    if (await this.repository.rotate(authorization, rotations, issued)) return successor.text;
    const latest = await this.repository.find(authorization.id);
    if (!latest) throw new InvalidGrant('the refresh token has expired');
    return this.rotate(token, latest, accessTokenLifetime, facts);
  }

  /** The token's text, having made sure that it is the one whose digest is stored. */
  private current(token: RefreshToken, authorization: Authorization): string {
    if (equal(digest(token.text), authorization.refreshTokenDigest ?? '')) return token.text;
    throw new InvalidGrant('the refresh token is not known');
  }

  private issue(
    token: RefreshToken | undefined,
    now: Instant,
    expiresAt: Instant,
    accessTokenLifetime: number,
  ): Issued {
    const idleExpiresAt = token ? Math.min(expiresAt, after(now, this.config.lifetimes.refreshTokenIdle)) : null;
    return {
      generation: token?.generation ?? null,
      refreshTokenDigest: token ? digest(token.text) : null,
      idleExpiresAt,
      purgeAt: purgeTime(Math.max(idleExpiresAt ?? 0, after(now, accessTokenLifetime)), now),
    };
  }

  /** Ends the authorization: its refresh token at once, its access tokens wherever their status is asked. */
  revoke(authorization: Authorization, facts?: RequestFacts): Promise<void> {
    const by = { type: AUTHORIZATION_EVENTS.tokensRevoked, actor: { client: authorization.clientId } };
    return this.end(authorization, by, () => facts);
  }

  private async end(
    { id, clientId }: Authorization,
    by: Pick<AuditEvent, 'type' | 'actor'>,
    facts?: () => RequestFacts | undefined,
  ): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.repository.revoke(id, this.clock.now(), transaction))) return;
      await this.audit.record({ ...by, clientId, details: { family: id } }, facts?.(), transaction);
    });
  }

  /** Ends everything that a client holds for a user. */
  async revokeFor(userId: string, clientId: string, connection?: Connection): Promise<void> {
    await this.repository.revokeFor(userId, clientId, this.clock.now(), connection);
  }

  /** Ends what came from a login session, except offline access. */
  async revokeSession(session: Pick<Authorization, 'userId' | 'sid'>, connection?: Connection): Promise<void> {
    await this.repository.revokeSession(session, this.clock.now(), connection);
  }

  /** Revokes one access token and nothing else of its authorization. */
  async revokeAccessToken(claims: AccessTokenClaims, facts?: RequestFacts): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.repository.deny(digest(claims.jti), claims.exp * 1000, transaction))) return;
      const { client_id: clientId, jti, family } = claims;
      const by = { type: AUTHORIZATION_EVENTS.accessTokenRevoked, actor: { client: clientId } };
      await this.audit.record({ ...by, clientId, details: { jti, family } }, facts, transaction);
    });
  }

  /** Whether the refresh token would be answered with tokens. */
  isActive(token: RefreshToken, authorization: Authorization): boolean {
    const state = stateOf(authorization, token, this.clock.now(), this.config.lifetimes.refreshTokenGrace);
    return !hasEnded(authorization, this.clock.now()) && (state === 'current' || state === 'retry');
  }
}
