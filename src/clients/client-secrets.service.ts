import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { after, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { resealsAtStart } from '../platform/crypto/reseals-at-start.js';
import { digest, generateSecret, Sealer } from '../platform/crypto/secrets.js';
import type { Transaction } from '../platform/database/database.js';
import { type ClientMetadata, type ClientSecret, hasSecret, signsWithSecret } from './client.js';
import { ClientSecretsRepository } from './client-secrets.repository.js';

/** A new secret, and what is stored of it. */
export interface NewSecret {
  readonly text: string;
  readonly stored: ClientSecret;
}

/** Makes client secrets, and opens those that are the key of a signature and so cannot be a digest only. */
@Injectable()
export class ClientSecretsService implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sealer: Sealer,
    private readonly repository: ClientSecretsRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!resealsAtStart(this.config)) return;
    for (const { id, sealed } of await this.repository.sealed()) {
      const resealed = this.sealer.reseal(sealed, contextOf(id));
      if (resealed !== undefined) await this.repository.reseal(id, sealed, resealed);
    }
  }

  /**
   * A new secret for a client with this metadata.
   * @param lifetime seconds; 0: for ever
   */
  generate(metadata: ClientMetadata, now: Instant, lifetime = this.config.lifetimes.clientSecret): NewSecret {
    const text = generateSecret();
    return { text, stored: this.store(text, metadata, now, lifetime === 0 ? null : after(now, lifetime)) };
  }

  /** What is stored of a secret: its digest, and sealed also the secret itself if assertions are signed with it. */
  store(text: string, metadata: ClientMetadata, now: Instant, expiresAt: Instant | null): ClientSecret {
    const id = randomUUID();
    const sealed = signsWithSecret(metadata) ? this.sealer.seal(text, contextOf(id)) : null;
    return { id, digest: digest(text), sealed, createdAt: now, expiresAt };
  }

  /** Makes these the client's only secrets. */
  replace(clientId: string, secrets: readonly ClientSecret[], transaction: Transaction): Promise<void> {
    return this.repository.replace(clientId, secrets, transaction);
  }

  /**
   * What a client's secrets are after its metadata has changed.
   * @returns the same list if nothing changes, and the new secret if there must be one
   */
  follow(
    before: { readonly metadata: ClientMetadata; readonly secrets: readonly ClientSecret[] },
    metadata: ClientMetadata,
    now: Instant,
  ): { readonly secrets: readonly ClientSecret[]; readonly text?: string } {
    if (!hasSecret(metadata)) return { secrets: before.secrets.length === 0 ? before.secrets : [] };
    const secrets = this.usable(before.secrets, metadata);
    if (secrets.length > 0) return { secrets };
    const { text, stored } = this.generate(metadata, now);
    return { secrets: [stored], text };
  }

  /** Those of the secrets that a client with this metadata can authenticate by: the same list if all are. */
  usable(secrets: readonly ClientSecret[], metadata: ClientMetadata): readonly ClientSecret[] {
    if (signsWithSecret(metadata)) return secrets.some(({ sealed }) => sealed === null) ? [] : secrets;
    return secrets.some(({ sealed }) => sealed !== null) ? secrets.map(unsealed) : secrets;
  }

  /** The secrets as they were given out, of those that are sealed. @throws Error if `ENCRYPTION_SECRET` does not open one */
  open(secrets: readonly ClientSecret[]): readonly string[] {
    return secrets.flatMap(({ id, sealed }) => (sealed === null ? [] : [this.sealer.open(sealed, contextOf(id))]));
  }
}

function unsealed(secret: ClientSecret): ClientSecret {
  return { ...secret, sealed: null };
}

function contextOf(id: string): string {
  return `client secret ${id}`;
}
