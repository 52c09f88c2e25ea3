import { Inject, Injectable } from '@nestjs/common';
import { REQUEST_OBJECT_ALGORITHMS } from '../keys/client-jwt.js';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../keys/encryption.js';
import { KeysService } from '../keys/keys.service.js';
import { isLoopback } from '../oauth/redirect-uri.js';
import type { Peers } from '../platform/peers.js';
import type { Typed } from '../platform/validation/typed-json.js';
import { throwViolations } from '../platform/validation/violations.js';
import type { Catalogue } from '../resources/catalogue.js';
import { AUTHENTICATION_METHODS, type AuthenticationMethod } from './authentication-methods/authentication-method.js';
import type { RegisteredBy } from './client.js';
import { type ValidatedMetadata, validateMetadata } from './client-metadata.js';
import type { ClientMetadataDto } from './dto/client-metadata.dto.js';
import { GRANT_DESCRIPTIONS, type GrantDescription } from './metadata/grant-description.js';
import { SUBJECT_TYPES } from './sector.js';

/** Validates client metadata by what this server offers: its authentication methods, algorithms and scopes. */
@Injectable()
export class ClientMetadataValidator {
  constructor(
    @Inject(AUTHENTICATION_METHODS.token) private readonly methods: Peers<AuthenticationMethod>,
    @Inject(GRANT_DESCRIPTIONS.token) private readonly grants: Peers<GrantDescription>,
    private readonly keys: KeysService,
  ) {}

  /** @throws Violations */
  validate(
    members: Typed<ClientMetadataDto>,
    clientId: string,
    catalogue: Catalogue,
    registeredBy?: RegisteredBy,
  ): ValidatedMetadata {
    const offer = {
      grants: this.grants.list,
      authenticationMethods: this.methods.list.map(({ name }) => name),
      authenticationSigningAlgorithms: this.methods.list.flatMap(({ signingAlgorithms = [] }) => signingAlgorithms),
      signingAlgorithms: this.keys.algorithms,
      keyEncryptionAlgorithms: KEY_ENCRYPTION_ALGORITHMS,
      contentEncryptionAlgorithms: CONTENT_ENCRYPTION_ALGORITHMS,
      requestObjectAlgorithms: REQUEST_OBJECT_ALGORITHMS,
      subjectTypes: SUBJECT_TYPES,
      knowsScope: (name: string) => catalogue.knows(name),
      isForEveryone: (scope: string) => catalogue.permitted([scope], []).length > 0,
      onLoopback: isLoopback(new URL(this.keys.issuer)),
    };
    const validated = validateMetadata(members, clientId, offer, registeredBy);
    throwViolations(validated.violations);
    return validated;
  }
}
