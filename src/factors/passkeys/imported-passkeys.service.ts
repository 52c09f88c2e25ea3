import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { Connection, Transaction } from '../../platform/database/database.js';
import { TEXT_FORM, TEXT_MISTAKE } from '../../platform/validation/text.js';
import { type Violation, violationsAt } from '../../platform/validation/violations.js';
import {
  type DeclarableFactor,
  type DeclaredFactor,
  type FactorOrigin,
  factorName,
} from '../../users/declared-factor.js';
import { Enrolments } from '../enrolments.service.js';
import { isTransport, MOST_TRANSPORTS } from './browser-answer.js';
import { isCoseKey } from './cose-key.js';
import { PASSKEY_FACTOR } from './passkey.factor.js';
import type { Backup, Passkey } from './passkey.js';
import { PasskeySite } from './passkey-site.js';
import { PasskeysRepository } from './passkeys.repository.js';

/** What an authenticator says that does not say which model it is. */
const NO_MODEL = '00000000-0000-0000-0000-000000000000';

const NO_KEY = 'must be a COSE key (RFC 9052) of Ed25519, ES256 or RS256 in base64url';

/** Bytes (WebAuthn Level 3 §4, §5.4.3). */
const LONGEST_ID = 1_023;
const LONGEST_HANDLE = 64;

/** §6.1: of 32 bits. */
const HIGHEST_COUNTER = 2 ** 32 - 1;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const NO_TRANSPORTS = `must be at most ${MOST_TRANSPORTS} transports, such as usb and internal`;

/** Passkeys as files declare them, and as exports have them. */
@Injectable()
export class ImportedPasskeys implements DeclarableFactor {
  readonly type = PASSKEY_FACTOR;

  constructor(
    private readonly repository: PasskeysRepository,
    private readonly enrolments: Enrolments,
    private readonly site: PasskeySite,
    private readonly clock: Clock,
  ) {}

  async mistakes(declared: DeclaredFactor): Promise<readonly Violation[]> {
    const { name = '', credential_id = '', public_key = '', user_handle = '' } = declared;
    const { counter = 0, transports = [] } = declared;
    return [
      ...violationsAt('/rp_id', this.partyProblem(declared)),
      ...violationsAt('/credential_id', bytesProblem(credential_id, LONGEST_ID)),
      ...violationsAt('/public_key', (await isCoseKey(public_key)) ? undefined : NO_KEY),
      ...violationsAt('/user_handle', bytesProblem(user_handle, LONGEST_HANDLE)),
      ...violationsAt('/counter', isCounter(counter) ? undefined : `must be 0 to ${HIGHEST_COUNTER}`),
      ...violationsAt('/transports', isTransports(transports) ? undefined : NO_TRANSPORTS),
      ...violationsAt('/aaguid', this.modelProblem(declared)),
      ...violationsAt('/name', TEXT_FORM.test(name) ? undefined : TEXT_MISTAKE),
    ];
  }

  uniqueOf(declared: DeclaredFactor): string {
    return this.keyOf(declared);
  }

  async ownerOf(credentialId: string): Promise<string | undefined> {
    return (await this.repository.find(credentialId))?.userId;
  }

  keyOf({ credential_id = '' }: DeclaredFactor): string {
    return credential_id;
  }

  async keysOf(userId: string, connection?: Connection): Promise<readonly string[]> {
    return (await this.repository.allOf(userId, connection)).map(({ credentialId }) => credentialId);
  }

  /** In the order of the identifiers that authenticators know. None if this server is a relying party of no passkeys. */
  async exportOf(userId: string): Promise<readonly DeclaredFactor[]> {
    const { party } = this.site;
    if (!party) return [];
    const named = new Map((await this.enrolments.list(userId)).map(({ id, label }) => [id, label]));
    return (await this.repository.allOf(userId)).map((passkey) => ({
      type: this.type,
      ...nameOf(named.get(passkey.factorId)),
      rp_id: party.id,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      user_handle: passkey.userHandle,
      counter: passkey.counter,
      transports: passkey.transports.split(' ').filter(Boolean),
      aaguid: passkey.aaguid,
      backup: passkey.backup,
      verifies_user: passkey.uvInitializedAt !== null,
    }));
  }

  async add(
    userId: string,
    declared: DeclaredFactor,
    transaction: Transaction,
    { by, isNewAccount }: FactorOrigin,
  ): Promise<boolean> {
    let isStored = false;
    const id = await this.enrolments.add(
      { id: userId },
      { name: this.type },
      factorName(declared.name ?? ''),
      transaction,
      { by, isTold: !isNewAccount },
      async (factorId) => {
        isStored = await this.repository.insert(this.passkeyOf(declared, factorId, userId), transaction);
      },
    );
    return id !== undefined && isStored;
  }

  /** Of one without mistakes. */
  private passkeyOf(declared: DeclaredFactor, factorId: string, userId: string): Passkey {
    const { credential_id = '', public_key = '', user_handle = '', verifies_user = false } = declared;
    const { counter = 0, transports = [], aaguid = NO_MODEL, backup = 'unknown' } = declared;
    return {
      factorId,
      userId,
      credentialId: credential_id,
      publicKey: public_key,
      userHandle: user_handle,
      counter,
      transports: transports.join(' '),
      aaguid,
      backup: backup as Backup,
      uvInitializedAt: verifies_user ? this.clock.now() : null,
    };
  }

  private modelProblem({ aaguid = NO_MODEL }: DeclaredFactor): string | undefined {
    if (!UUID.test(aaguid)) return 'must be a UUID in small letters';
    return this.site.takes({ aaguid }) ? undefined : 'is a model that PASSKEY_AAGUIDS does not list';
  }

  private partyProblem({ rp_id }: DeclaredFactor): string | undefined {
    const { party } = this.site;
    if (!party) return 'cannot be met: browsers offer no passkeys at the ISSUER of this server';
    return rp_id === party.id
      ? undefined
      : `must be ${party.id}, the host of ISSUER: a passkey works at its own host only`;
  }
}

function nameOf(label = ''): Pick<DeclaredFactor, 'name'> {
  return label === '' ? {} : { name: label };
}

function isCounter(counter: number): boolean {
  return Number.isInteger(counter) && counter >= 0 && counter <= HIGHEST_COUNTER;
}

function isTransports(transports: readonly string[]): boolean {
  return transports.length <= MOST_TRANSPORTS && transports.every(isTransport);
}

/** There is one spelling of the same bytes. */
function bytesProblem(text: string, most: number): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  const isKnown = bytes.length >= 1 && bytes.length <= most && bytes.toString('base64url') === text;
  return isKnown ? undefined : `must be 1 to ${most} bytes in base64url (RFC 4648 §5) without padding`;
}
