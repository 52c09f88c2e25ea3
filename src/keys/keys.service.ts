import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import { InvalidRequest } from '../oauth/oauth-error.js';
import type { Clock, Instant } from '../platform/clock.js';
import type { Config } from '../platform/config/config.js';
import type { Connection, Database } from '../platform/database/database.js';
import type { Logger } from '../platform/telemetry/log.js';
import { inSpan } from '../platform/telemetry/spans.js';
import { marked, unmarked } from '../resource-server/access-token-type.js';
import {
  type AccessTokenVerifier,
  createAccessTokenVerifier,
  type TrustedIssuer,
} from '../resource-server/access-token-verifier.js';
import { type Claims, type KeySet, verifyJwt } from '../resource-server/verify-jwt.js';
import type { AlgorithmUses } from './algorithm-uses.js';
import type { UsableKey } from './key-material.js';
import type { Jwks, KeyRing } from './key-ring.js';
import type { KeyRotation, RotateOptions, Rotation } from './key-rotation.js';
import { signJwt } from './sign-jwt.js';
import { FIRST_ALGORITHMS, isEdwards, SIGNING_ALGORITHMS } from './signing-algorithm.js';
import type { KEY_REFRESH_INTERVAL } from './signing-key.js';
import { SIGNING_KEYS } from './signing-key.repository.js';
import { type SigningKeyInfo, signingKeyInfo } from './signing-key-info.js';

/** Milliseconds after which a process that hears of no other reads the keys again before it publishes them. */
const UNHEARD_MS = 1_000;

export interface VerifyOptions {
  /** Accepted `typ` headers, such as `at+jwt`. */
  readonly typ: string | readonly string[];
  /** Must be among the JWT's audiences. */
  readonly audience?: string;
  /** Accepts what has expired, such as an `id_token_hint`. */
  readonly ignoreExpiry?: boolean;
}

/** The server's signing keys: sign, verify, publish, rotate. */
export class KeysService implements TrustedIssuer, BeforeApplicationShutdown {
  readonly algorithms: readonly string[] = SIGNING_ALGORITHMS;
  readonly issuer: string;
  readonly keySet: KeySet;
  /** Verifies an access token of this server for any audience. @throws InvalidToken */
  readonly verifyAccessToken: AccessTokenVerifier;
  /** A command that reads makes no keys, not even those that are due. */
  private readonly onlyReads: boolean;
  /** Whether there is a key for every algorithm that always has one. */
  private complete = false;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
    private readonly rotation: KeyRotation,
    private readonly uses: AlgorithmUses,
    private readonly clock: Clock,
    config: Config,
    private readonly logger: Logger,
  ) {
    this.issuer = config.issuer;
    this.onlyReads = config.databaseUse === 'read';
    this.keySet = ring.keySet;
    this.verifyAccessToken = createAccessTokenVerifier(this);
    database.onChange(SIGNING_KEYS, () => void this.quietly(() => ring.reload()));
  }

  readonly now = (): Instant => this.clock.now();

  readonly onKeyGone = (listener: () => void): void => this.ring.onGone(listener);

  /**
   * Loads the keys and makes the first ones, which nothing works without, and seals them again if `ENCRYPTION_SECRET`
   * has changed. Those that a setting names come in the background, or when they are asked for: no start waits.
   */
  async start(): Promise<void> {
    await this.refresh(FIRST_ALGORITHMS);
    if (!this.onlyReads) await this.ring.reseal();
  }

  /** Those with a key that signs. */
  get activeAlgorithms(): readonly string[] {
    return this.algorithms.filter((alg) => this.ring.active(alg));
  }

  /**
   * What strangers may register their clients for: nothing that brings the first Edwards-curve key into the key set
   * (RFC 8037), for which some libraries refuse all of it.
   */
  get algorithmsForStrangers(): readonly string[] {
    return this.algorithms.filter((alg) => !isEdwards(alg) || this.ring.active(alg));
  }

  /**
   * Loads the keys and makes those that are due.
   * @param algorithms left out: those in use
   */
  async refresh(algorithms?: readonly string[]): Promise<void> {
    await this.ring.reload();
    if (!this.onlyReads)
      await this.rotation.rotateWhereDue(algorithms ?? [...new Set([...this.uses.always, ...this.activeAlgorithms])]);
    this.complete = this.uses.always.every((alg) => this.ring.active(alg));
  }

  /**
   * Has keys for what a client or a resource was just registered for, so that everyone finds them before they sign.
   * If that fails, the first signature makes them.
   */
  async provide(algorithms: readonly (string | undefined)[]): Promise<void> {
    const missing = this.algorithms.filter((alg) => algorithms.includes(alg) && !this.ring.active(alg));
    if (missing.length > 0) await this.quietly(() => this.refresh(missing));
  }

  /** The same for all that is registered, after many things were at once. */
  provideUsed(): Promise<void> {
    return this.quietly(async () => {
      const missing = this.algorithms.filter((alg) => !this.ring.active(alg));
      const used = await Promise.all(missing.map((alg) => this.uses.isUsed(alg)));
      if (used.includes(true)) await this.refresh(missing.filter((_, index) => used[index]));
    });
  }

  /** Takes the keys out of use that nothing needs any more. */
  async retireUnused(): Promise<void> {
    for (const alg of this.activeAlgorithms) {
      const isUsed = (connection?: Connection) => this.uses.isUsed(alg, connection);
      if (!(await isUsed())) await this.rotation.retire(alg, isUsed);
    }
  }

  /** As {@link refresh}, in its turn and without failing. */
  refreshQuietly(): Promise<void> {
    return this.quietly(() => this.refresh());
  }

  /** If this fails, what is in memory stays in use. */
  private quietly(work: () => Promise<void>): Promise<void> {
    this.round = this.round
      .then(work)
      .catch((error: unknown) => this.logger.error({ err: error }, 'refreshing the signing keys failed'));
    return this.round;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.round;
  }

  /**
   * Signs the claims of what is no access token as they are, with the active key of the algorithm; asks no database if there is one.
   * @param claims none may live longer than {@link LONGEST_TOKEN_LIFETIME}, because a retired key is published for that long
   * @throws Error for an algorithm that is not one of {@link algorithms}
   */
  sign(claims: Claims, header: { typ: string; alg: string }): Promise<string> {
    return this.signAs(unmarked(claims), header);
  }

  /** The same for an access token, which {@link verifyAccessToken} tells from everything else, whatever its `typ` is. */
  signAccessToken(claims: Claims, header: { typ: string; alg: string }): Promise<string> {
    return this.signAs(marked(claims, header.typ), header);
  }

  private async signAs(claims: Claims, { typ, alg }: { typ: string; alg: string }): Promise<string> {
    const key = this.ring.active(alg) ?? (await this.firstKey(alg));
    return inSpan('signature', () => signJwt(claims, { alg, typ, kid: key.kid }, key.privateKey), {
      attributes: { alg },
    });
  }

  /** The key of an algorithm may be needed before this process has heard of it, or while nothing else uses it. */
  private async firstKey(alg: string): Promise<UsableKey> {
    if (this.algorithms.includes(alg)) await this.refresh([alg]);
    const key = this.ring.active(alg);
    if (!key) throw new Error(`there is no signing key for ${alg}`);
    return key;
  }

  /**
   * RFC 7517 §5: every key that may sign soon, signs, or has signed what has not expired.
   * @returns the same object until it changes
   */
  async jwks(): Promise<Jwks> {
    if (!this.complete) await this.refreshQuietly();
    else if (!this.isCurrent()) await this.quietly(() => this.ring.reload());
    return this.ring.published();
  }

  /** The same without waiting; undefined if keys have to be made or read first. */
  jwksAtHand(): Jwks | undefined {
    return this.complete && this.isCurrent() ? this.ring.published() : undefined;
  }

  /** A key for a first use signs as soon as it is made, so no process may publish keys without it for long. */
  private isCurrent(): boolean {
    return this.database.hearsOtherProcesses || this.ring.isYoungerThan(UNHEARD_MS);
  }

  /**
   * Verifies a JWT that this server issued.
   * @throws InvalidToken that says what is wrong
   */
  verify(jwt: string, options: VerifyOptions): Promise<Claims> {
    return verifyJwt(jwt, {
      issuer: this.issuer,
      algorithms: this.algorithms,
      keySet: this.keySet,
      now: this.now(),
      ...options,
    });
  }

  /**
   * Verifies an `id_token_hint` (OIDC Core §3.1.2.1, RP-Initiated Logout §2); an expired one is accepted too.
   * @throws InvalidRequest
   */
  async verifyHint(hint: string): Promise<Claims> {
    try {
      return await this.verify(hint, { typ: 'JWT', ignoreExpiry: true });
    } catch (cause) {
      throw new InvalidRequest('id_token_hint is no ID token that this server issued', { cause });
    }
  }

  /**
   * Makes a new key now; a `next` key that has not signed yet is dropped for it, unless it can take over immediately.
   * @throws Error for an algorithm that is not one of {@link algorithms}
   */
  async rotate(alg: string, options: RotateOptions = {}): Promise<Rotation> {
    if (!this.algorithms.includes(alg))
      throw new Error(`signing keys are for ${this.algorithms.join(' or ')}, not ${alg}`);
    return this.rotation.rotate(alg, options);
  }

  /**
   * Takes a key back: it is published no longer, and nothing it has signed is accepted any more. On PostgreSQL every
   * replica hears of it at once; processes that share an SQLite file do within {@link KEY_REFRESH_INTERVAL}.
   * If it was active, another one signs from now on.
   * @throws NotFound
   */
  revoke(kid: string, by: AuditContext = {}): Promise<void> {
    return this.rotation.revoke(kid, by);
  }

  /** Every key, as it is in the database now, in the order in which they sign. */
  async list(): Promise<readonly SigningKeyInfo[]> {
    await this.ring.reload();
    const now = this.clock.now();
    return this.ring.all().map((key) => signingKeyInfo(key, this.ring.all(key.alg), now));
  }
}
