import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  randomBytes,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto';

const CIPHER = 'aes-256-gcm';

/** Bytes. */
const IV = 12;
const TAG = 16;

/** Random bytes that are not used yet: many at once cost little more than a few. Each is wiped when it is used. */
const supply = Buffer.alloc(4096);
let used = supply.length;

/** A new unguessable value as base64url text; 32 bytes are 256 bits. */
export function generateSecret(bytes = 32): string {
  if (used + bytes > supply.length) {
    randomFillSync(supply);
    used = 0;
  }
  const secret = supply.toString('base64url', used, used + bytes);
  supply.fill(0, used, used + bytes);
  used += bytes;
  return secret;
}

/** As {@link generateSecret}, never beginning with `-`, so that no command line takes it for an option. */
export function generateIdentifier(bytes = 16): string {
  const made = generateSecret(bytes);
  return made.startsWith('-') ? generateIdentifier(bytes) : made;
}

/** What is stored of a secret that has at least 128 random bits: its SHA-256 digest, base64url. */
export function digest(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** Stands in for a digest that is not stored. */
const NO_DIGEST = digest('');

/** Whether `secret` has the stored digest. Takes the same time whatever is stored, also if nothing is. */
export function matchesDigest(secret: string, storedDigest: string | null | undefined): boolean {
  const isEqual = equal(digest(secret), storedDigest ?? NO_DIGEST);
  return isEqual && storedDigest != null;
}

/** Whether two texts are equal, in a time that depends on their length only. */
export function equal(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** HMAC-SHA-256 of the parts; each part's length is part of the message, so parts cannot run together. */
export function keyedHash(key: Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const framed = parts.flatMap((part) => {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return createHmac('sha256', key).update(Buffer.concat(framed)).digest();
}

/** Sealed data that no known secret opens. The message says what to do. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen';

  constructor(context: string) {
    super(
      `ENCRYPTION_SECRET does not include the secret with which this database was made: it does not open ${context}. If you changed it, put the old one second: ENCRYPTION_SECRET=NEW,OLD. If you did not, the database is another one, or damaged: look at DATABASE_URL, or restore a backup`,
    );
  }
}

/**
 * Seals data at rest with AES-256-GCM under keys derived from `ENCRYPTION_SECRET`.
 * The first secret encrypts, every one decrypts, so that a secret can be replaced without losing data.
 */
export class Sealer {
  private readonly keys: readonly Buffer[];

  /** @param secrets at least one, each at least 32 characters */
  constructor(secrets: readonly string[]) {
    this.keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, 'gatehouse', 'seal', 32)));
  }

  /** @param context what the data is; {@link open} must name the same, so that rows cannot be swapped */
  seal(plain: string, context: string): string {
    const iv = randomBytes(IV);
    return Buffer.concat([iv, encrypt(this.keys[0] as Buffer, iv, plain, context)]).toString('base64url');
  }

  /** @throws CannotOpen if no known secret opens the data */
  open(sealed: string, context: string): string {
    for (const key of this.keys) {
      const plain = openWith(key, sealed, context);
      if (plain !== undefined) return plain;
    }
    throw new CannotOpen(context);
  }

  /** The same data sealed with the first secret, or undefined if it is already. @throws CannotOpen */
  reseal(sealed: string, context: string): string | undefined {
    if (openWith(this.keys[0] as Buffer, sealed, context) !== undefined) return undefined;
    return this.seal(this.open(sealed, context), context);
  }
}

/** The data, or undefined if it was sealed with another key, or is damaged. */
function openWith(key: Buffer, sealed: string, context: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  return decrypt(key, bytes.subarray(0, IV), bytes.subarray(IV), context);
}

/**
 * AES-256-GCM (NIST SP 800-38D) of a text, after its tag.
 * @param iv never used before with this key
 * @param context is authenticated too
 */
export function encrypt(key: Buffer, iv: Buffer, plain: string, context: string): Buffer {
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG }).setAAD(Buffer.from(context));
  const sealed = [cipher.update(plain, 'utf8'), cipher.final()];
  return Buffer.concat([cipher.getAuthTag(), ...sealed]);
}

/** The text that {@link encrypt} was given, or undefined if it was given another key, IV or context, or the bytes are damaged. */
export function decrypt(key: Buffer, iv: Buffer, bytes: Buffer, context: string): string | undefined {
  if (iv.length !== IV || bytes.length < TAG) return undefined;
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG }).setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(0, TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(TAG)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
