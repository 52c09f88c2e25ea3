import { Inject, Injectable } from '@nestjs/common';
import { KeysService } from '../keys/keys.service.js';
import { throwMistakes } from '../platform/mistakes.js';
import type { Shaped } from '../platform/shape.js';
import type { Catalogue } from '../resources/catalogue.js';
import { AUTHENTICATION_METHODS, type AuthenticationMethod } from './authentication-methods/authentication-method.js';
import { type JudgedMetadata, judgeMetadata } from './client-metadata.js';
import type { ClientMetadataDto } from './dto/client-metadata.dto.js';

/** Judges client metadata by what this server offers: its authentication methods, algorithms and scopes. */
@Injectable()
export class ClientJudge {
  constructor(
    @Inject(AUTHENTICATION_METHODS) private readonly methods: readonly AuthenticationMethod[],
    private readonly keys: KeysService,
  ) {}

  /** @throws Mistakes */
  judge(members: Shaped<ClientMetadataDto>, clientId: string, catalogue: Catalogue): JudgedMetadata {
    const judged = judgeMetadata(members, clientId, {
      authenticationMethods: this.methods.map(({ name }) => name),
      signingAlgorithms: this.keys.algorithms,
      knowsScope: (name) => catalogue.knows(name),
    });
    throwMistakes(judged.mistakes);
    return judged;
  }
}
