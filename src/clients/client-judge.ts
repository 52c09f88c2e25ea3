import { Inject, Injectable } from '@nestjs/common';
import { REQUEST_OBJECT_ALGORITHMS } from '../keys/client-jwt.js';
import { CONTENT_ENCRYPTION_ALGORITHMS, KEY_ENCRYPTION_ALGORITHMS } from '../keys/encryption.js';
import { KeysService } from '../keys/keys.service.js';
import { isLoopback } from '../oauth/redirect-uri.js';
import { throwMistakes } from '../platform/validation/mistakes.js';
import type { Shaped } from '../platform/validation/shape.js';
import type { Catalogue } from '../resources/catalogue.js';
import { AUTHENTICATION_METHODS, type AuthenticationMethod } from './authentication-methods/authentication-method.js';
import type { RegisteredBy } from './client.js';
import { type JudgedMetadata, judgeMetadata } from './client-metadata.js';
import type { ClientMetadataDto } from './dto/client-metadata.dto.js';
import { SUBJECT_TYPES } from './sector.js';

/** Judges client metadata by what this server offers: its authentication methods, algorithms and scopes. */
@Injectable()
export class ClientJudge {
  constructor(
    @Inject(AUTHENTICATION_METHODS) private readonly methods: readonly AuthenticationMethod[],
    private readonly keys: KeysService,
  ) {}

  /** @throws Mistakes */
  judge(
    members: Shaped<ClientMetadataDto>,
    clientId: string,
    catalogue: Catalogue,
    registeredBy?: RegisteredBy,
  ): JudgedMetadata {
    const offer = {
      authenticationMethods: this.methods.map(({ name }) => name),
      authenticationSigningAlgorithms: this.methods.flatMap(({ signingAlgorithms = [] }) => signingAlgorithms),
      signingAlgorithms: this.keys.algorithms,
      keyEncryptionAlgorithms: KEY_ENCRYPTION_ALGORITHMS,
      contentEncryptionAlgorithms: CONTENT_ENCRYPTION_ALGORITHMS,
      requestObjectAlgorithms: REQUEST_OBJECT_ALGORITHMS,
      subjectTypes: SUBJECT_TYPES,
      knowsScope: (name: string) => catalogue.knows(name),
      isForEveryone: (scope: string) => catalogue.permitted([scope], []).length > 0,
      onLoopback: isLoopback(new URL(this.keys.issuer)),
    };
    const judged = judgeMetadata(members, clientId, offer, registeredBy);
    throwMistakes(judged.mistakes);
    return judged;
  }
}
