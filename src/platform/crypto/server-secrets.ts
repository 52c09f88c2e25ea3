import type { Transaction } from '../database/database.js';
import { periodic } from '../schedule/periodic-work.js';
import { generateSecret, type Sealer } from './secrets.js';
import type { ServerSecret } from './server-secret.js';
import type { ServerSecretRepository } from './server-secret.repository.js';

const BYTES = 32;

/** Random keys that all replicas share, for keyed hashes. */
export class ServerSecrets {
  private readonly secrets = new Map<string, Buffer>();
  /** Each as it was stored when it was looked at last. */
  private readonly sealed = new Map<string, string>();
  private readonly listeners = new Map<string, readonly (() => void)[]>();

  private readonly names: readonly string[];

  /**
   * @param declared every secret that there is
   * @throws Error if two of them have one name
   */
  constructor(
    private readonly repository: ServerSecretRepository,
    private readonly sealer: Sealer,
    declared: readonly ServerSecret[],
  ) {
    this.names = declared.map(({ name }) => name);
    const twice = this.names.find((name, index) => this.names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two server secrets are declared as ${twice}`);
  }

  /**
   * Reads the secrets, makes those that do not exist yet, and seals with the first of the encryption secrets what
   * was sealed with another, so that the other can be dropped after one start.
   * @throws CannotOpen if `ENCRYPTION_SECRET` does not open one
   */
  async load(): Promise<void> {
    const existing = await this.repository.all();
    for (const name of this.names.filter((each) => !existing.has(each))) {
      await this.repository.offer(name, this.sealer.seal(generateSecret(BYTES), contextOf(name)));
    }
    const stored = await this.repository.all();
    for (const name of this.names) {
      const sealed = stored.get(name);
      if (sealed === undefined) throw new Error(`the server secret ${name} could not be stored`);
      const resealed = this.sealer.reseal(sealed, contextOf(name));
      if (resealed) await this.repository.reseal(name, sealed, resealed);
      this.take(name, resealed ?? sealed);
    }
  }

  /**
   * Reads the secrets, and stores nothing. Instead of one that does not exist yet there is another in each process: nothing
   * that is stored was made with it.
   * @throws CannotOpen if `ENCRYPTION_SECRET` does not open one
   */
  async read(): Promise<void> {
    const stored = await this.repository.all();
    for (const name of this.names) {
      const sealed = stored.get(name);
      const secret = sealed === undefined ? generateSecret(BYTES) : this.sealer.open(sealed, contextOf(name));
      this.secrets.set(name, Buffer.from(secret, 'base64url'));
      if (sealed !== undefined) this.sealed.set(name, sealed);
    }
  }

  /**
   * Takes over the secrets that another process has renewed. One that cannot be opened stays as it is, and is told of once.
   * @throws CannotOpen if `ENCRYPTION_SECRET` does not open one
   */
  async refresh(): Promise<void> {
    for (const [name, sealed] of await this.repository.all())
      if (this.secrets.has(name) && this.sealed.get(name) !== sealed) this.take(name, sealed);
  }

  /** Puts other secrets in place of these. Every process that runs takes them over, this one too: {@link refresh}. */
  async renew(secrets: readonly ServerSecret[], transaction: Transaction): Promise<void> {
    for (const { name } of secrets)
      await this.repository.replace(name, this.sealer.seal(generateSecret(BYTES), contextOf(name)), transaction);
  }

  /** Called when the secret was renewed: what was derived from it is to be derived again. */
  onRenewal({ name }: ServerSecret, listener: () => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  /**
   * 32 random bytes, the same on every replica and after every start. Ask for them in a constructor, so that a secret that is
   * missing stops the start. If the secret is renewed while the process runs, the same buffer has the new bytes.
   * @throws Error if no room declares the secret, or before the secrets are loaded
   */
  get({ name }: ServerSecret): Buffer {
    if (!this.names.includes(name)) throw new Error(`no room declares the server secret ${name}`);
    const secret = this.secrets.get(name);
    if (!secret) throw new Error(`the server secret ${name} is not loaded`);
    return secret;
  }

  /**
   * The secret as it is stored, for a server with the same `ENCRYPTION_SECRET`, which can {@link open} it.
   * @throws Error if nothing is stored
   */
  sealedOf({ name }: ServerSecret): string {
    const sealed = this.sealed.get(name);
    if (sealed === undefined) throw new Error(`the server secret ${name} is not stored`);
    return sealed;
  }

  /** What another server had as this secret, as that has it stored. @throws CannotOpen */
  open({ name }: ServerSecret, sealed: string): Buffer {
    return Buffer.from(this.sealer.open(sealed, contextOf(name)), 'base64url');
  }

  /** The same secret sealed with the first of the encryption secrets, or undefined if it is already. @throws CannotOpen */
  reseal({ name }: ServerSecret, sealed: string): string | undefined {
    return this.sealer.reseal(sealed, contextOf(name));
  }

  private take(name: string, sealed: string): void {
    this.sealed.set(name, sealed);
    const secret = this.open({ name }, sealed);
    const held = this.secrets.get(name);
    if (!held) this.secrets.set(name, secret);
    else if (!held.equals(secret)) {
      secret.copy(held);
      for (const listener of this.listeners.get(name) ?? []) listener();
    }
  }
}

/** Has every process use the secrets of the moment: one that shares an SQLite file hears of a renewal only so. */
export const REFRESHING_SECRETS = periodic({
  name: 'looking for renewed server secrets',
  provider: ServerSecrets,
  interval: 30,
  run: (secrets) => secrets.refresh(),
});

function contextOf(name: string): string {
  return `server secret ${name}`;
}
