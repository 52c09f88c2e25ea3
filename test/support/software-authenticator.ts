import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What the server asks a browser, as JSON; only what is looked at here. */
interface Asked {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

/** How an answer differs from what an honest browser and authenticator would send. */
interface Answering {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly counter?: number;
  /** Further members of what the browser says that it was asked. */
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly userHandle?: string | undefined;
}

interface Traits {
  readonly userVerified?: boolean;
  /** Whether it counts its signatures. */
  readonly counts?: boolean;
  readonly backup?: 'impossible' | 'possible' | 'done';
  readonly aaguid?: string;
}

const FLAGS = { userPresent: 1, userVerified: 4, canBeBackedUp: 8, isBackedUp: 16, hasCredential: 64 };

/** An authenticator in software (WebAuthn Level 3 §6), with the browser in front of it. It has one discoverable passkey. */
export class SoftwareAuthenticator {
  readonly id = randomBytes(32).toString('base64url');
  backup: NonNullable<Traits['backup']>;
  private readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  private userHandle: string | undefined;
  private counter = 0;

  /** @param origin of the pages that it is used on */
  constructor(
    private readonly origin: string,
    private readonly traits: Traits = {},
  ) {
    this.backup = traits.backup ?? 'done';
    this.keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  /** §6.3.2: what a page posts after a passkey was made, as JSON text. */
  create(asked: Asked, answering: Answering = {}): string {
    this.userHandle = asked.user?.id;
    const { x, y } = this.keys.publicKey.export({ format: 'jwk' });
    const publicKey = cborMap([
      [cborInteger(1), cborInteger(2)],
      [cborInteger(3), cborInteger(-7)],
      [cborInteger(-1), cborInteger(1)],
      [cborInteger(-2), cborBytes(Buffer.from(x as string, 'base64url'))],
      [cborInteger(-3), cborBytes(Buffer.from(y as string, 'base64url'))],
    ]);
    const credentialId = Buffer.from(this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credentialId.length);
    const aaguid = Buffer.from((this.traits.aaguid ?? '').replaceAll('-', '').padEnd(32, '0'), 'hex');
    const credential = Buffer.concat([aaguid, length, credentialId, publicKey]);
    const data = this.authenticatorData(asked.rp?.id ?? '', answering, credential);
    const attestation = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(data)],
    ]);
    const response = {
      clientDataJSON: this.clientData('webauthn.create', asked, answering).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal', 'hybrid'],
    };
    return this.answer(response);
  }

  /** §6.3.3: what a page posts after the passkey was used, as JSON text. */
  use(asked: Asked, answering: Answering = {}): string {
    if (this.traits.counts) this.counter += 1;
    const data = this.authenticatorData(asked.rpId ?? '', answering);
    const clientData = this.clientData('webauthn.get', asked, answering);
    const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()]);
    const { userHandle } = { userHandle: this.userHandle, ...answering };
    return this.answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.keys.privateKey).toString('base64url'),
      ...(userHandle === undefined ? {} : { userHandle }),
    });
  }

  private answer(response: object): string {
    return JSON.stringify({ id: this.id, rawId: this.id, type: 'public-key', response, clientExtensionResults: {} });
  }

  private clientData(type: string, { challenge }: Asked, answering: Answering): Buffer {
    const { origin = this.origin, clientData } = answering;
    const given = { type: answering.type ?? type, challenge, origin, crossOrigin: false, ...clientData };
    return Buffer.from(JSON.stringify(given));
  }

  private authenticatorData(rpId: string, answering: Answering, credential?: Buffer): Buffer {
    const { userPresent = true, userVerified = this.traits.userVerified ?? true } = answering;
    const flags =
      (userPresent ? FLAGS.userPresent : 0) |
      (userVerified ? FLAGS.userVerified : 0) |
      (this.backup === 'impossible' ? 0 : FLAGS.canBeBackedUp) |
      (this.backup === 'done' ? FLAGS.isBackedUp : 0) |
      (credential ? FLAGS.hasCredential : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(answering.counter ?? this.counter);
    const rpIdHash = createHash('sha256')
      .update(answering.rpId ?? rpId)
      .digest();
    return Buffer.concat([rpIdHash, Buffer.of(flags), counter, credential ?? Buffer.of()]);
  }
}

/** RFC 8949 §3: as much of CBOR as authenticators need. */
function cborHead(major: number, length: number): Buffer {
  if (length < 24) return Buffer.of((major << 5) | length);
  if (length < 256) return Buffer.of((major << 5) | 24, length);
  return Buffer.of((major << 5) | 25, length >> 8, length & 255);
}

function cborInteger(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([cborHead(3, bytes.length), bytes]);
}

function cborMap(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}
