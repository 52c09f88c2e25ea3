import { Injectable } from '@nestjs/common';
import { errors } from 'jose';
import { Clock, type Instant } from '../platform/clock.js';
import { Sealer } from '../platform/crypto/secrets.js';
import type { KeySet } from '../resource-server/verify-jwt.js';
import { openKey, type UsableKey } from './key-material.js';
import { activeKey, isPublished, type PublicJwk } from './signing-key.js';
import { SigningKeyRepository } from './signing-key.repository.js';

/** RFC 7517 §5. */
export interface Jwks {
  readonly keys: readonly PublicJwk[];
}

/** The signing keys in memory, so that signing and verifying need no database. */
@Injectable()
export class KeyRing {
  private keys: readonly UsableKey[] = [];
  private readonly ofAlgorithm = new Map<string, readonly UsableKey[]>();
  private publication: { readonly of: readonly UsableKey[]; readonly until: Instant; readonly jwks: Jwks } | undefined;
  private loading: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined;
  /** When the keys were read last, or were to be. */
  private readAt: Instant = 0;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly repository: SigningKeyRepository,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /** Keys of the algorithm, or all keys. */
  all(alg?: string): readonly UsableKey[] {
    return alg === undefined ? this.keys : (this.ofAlgorithm.get(alg) ?? []);
  }

  /** The key that signs now; undefined if the algorithm has no keys yet. */
  active(alg: string): UsableKey | undefined {
    return activeKey(this.all(alg), this.clock.now());
  }

  /** What verifies signatures of this server; the same object until it changes. */
  published(): Jwks {
    const now = this.clock.now();
    const known = this.publication;
    if (known && known.of === this.keys && now < known.until) return known.jwks;
    const published = this.keys.filter((key) => isPublished(key, now));
    const until = Math.min(...published.map((key) => key.expiresAt ?? Number.POSITIVE_INFINITY));
    const jwks = { keys: published.map((key) => key.publicJwk) };
    this.publication = { of: this.keys, until, jwks };
    return jwks;
  }

  /** Whether the keys were read less than so many milliseconds ago. */
  isYoungerThan(milliseconds: number): boolean {
    return this.clock.now() - this.readAt < milliseconds;
  }

  /** Called when a key is removed: what it has signed is no longer accepted. */
  onGone(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Finds what verifies a JWT of this server; a key that another replica has just made is fetched. */
  readonly keySet: KeySet = async ({ kid, alg }) => {
    if (!this.find(kid, alg)) await this.reload();
    const key = this.find(kid, alg);
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  };

  /**
   * Reads the keys again. A call while a read is under way waits for the one after it, which all of them share:
   * so each sees what was committed before it asked, and made-up key names cost one small query at a time.
   */
  reload(): Promise<void> {
    this.queued ??= this.loading
      .catch(() => undefined)
      .then(() => {
        this.queued = undefined;
        this.loading = this.load();
        return this.loading;
      });
    return this.queued;
  }

  private async load(): Promise<void> {
    this.readAt = this.clock.now();
    const opened = new Map(this.keys.map((key) => [key.kid, key]));
    const rows = await this.repository.all();
    const kids = new Set(rows.map(({ kid }) => kid));
    const isGone = [...opened.keys()].some((kid) => !kids.has(kid));
    this.keys = await Promise.all(
      rows.map((row) => {
        const known = opened.get(row.kid);
        return known ? { ...known, ...row } : openKey(row, this.sealer);
      }),
    );
    this.ofAlgorithm.clear();
    for (const key of this.keys) this.ofAlgorithm.set(key.alg, [...this.all(key.alg), key]);
    for (const listener of isGone ? this.listeners : []) listener();
  }

  /** Seals with the first of the encryption secrets what was sealed with another, so that the other can be dropped. */
  async reseal(): Promise<void> {
    for (const { kid, sealedPrivateJwk } of this.keys) {
      const resealed = this.sealer.reseal(sealedPrivateJwk, kid);
      if (resealed) await this.repository.reseal(kid, sealedPrivateJwk, resealed);
    }
  }

  private find(kid: string | undefined, alg: string | undefined): UsableKey | undefined {
    const now = this.clock.now();
    return this.keys.find((key) => key.kid === kid && key.alg === alg && isPublished(key, now));
  }
}
