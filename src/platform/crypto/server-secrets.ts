import { generateSecret, type Sealer } from './secrets.js';
import type { ServerSecretRepository } from './server-secret.repository.js';

/** Every secret of the server and what it protects. */
const NAMES = [
  'authorization-code',
  'refresh-token',
  'csrf',
  'pairwise-subject',
  'audit-chain',
  'idempotency',
  'declarations',
] as const;
export type ServerSecretName = (typeof NAMES)[number];

const BYTES = 32;

/** Random keys that all replicas share, for keyed hashes. */
export class ServerSecrets {
  private readonly secrets = new Map<ServerSecretName, Buffer>();

  constructor(
    private readonly repository: ServerSecretRepository,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Reads the secrets, makes those that do not exist yet, and seals with the first of the encryption secrets what
   * was sealed with another, so that the other can be dropped after one start.
   * @throws Error if `ENCRYPTION_SECRET` does not open one
   */
  async load(): Promise<void> {
    const existing = await this.repository.all();
    for (const name of NAMES.filter((each) => !existing.has(each))) {
      await this.repository.offer(name, this.sealer.seal(generateSecret(BYTES), contextOf(name)));
    }
    const stored = await this.repository.all();
    for (const name of NAMES) {
      const sealed = stored.get(name);
      if (sealed === undefined) throw new Error(`the server secret ${name} could not be stored`);
      const resealed = this.sealer.reseal(sealed, contextOf(name));
      if (resealed) await this.repository.reseal(name, sealed, resealed);
      this.secrets.set(name, Buffer.from(this.sealer.open(sealed, contextOf(name)), 'base64url'));
    }
  }

  /** 32 random bytes, the same on every replica and after every start. */
  get(name: ServerSecretName): Buffer {
    const secret = this.secrets.get(name);
    if (!secret) throw new Error(`the server secret ${name} is not loaded`);
    return secret;
  }
}

function contextOf(name: string): string {
  return `server secret ${name}`;
}
