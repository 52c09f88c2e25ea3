import { Injectable } from '@nestjs/common';
import { CLIENT_MAC_ALGORITHMS, CLIENT_SIGNING_ALGORITHMS, verifyByKeys } from '../../keys/client-jwt.js';
import { ClientAssertionsService } from '../client-assertions.service.js';
import { ClientKeysService } from '../client-keys.service.js';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';

/** RFC 7523 §2.2, OIDC Core §9: a JWT that the client has signed with a key of its own. */
@Injectable()
export class PrivateKeyJwt implements AuthenticationMethod {
  readonly name = 'private_key_jwt';
  readonly signingAlgorithms = CLIENT_SIGNING_ALGORITHMS;

  constructor(
    private readonly assertions: ClientAssertionsService,
    private readonly keys: ClientKeysService,
  ) {}

  claim({ form, path }: AuthenticationRequest): Claim | undefined {
    const assertion = this.assertions.read(form, path);
    if (!assertion || CLIENT_MAC_ALGORITHMS.some((alg) => alg === assertion.alg)) return undefined;
    return {
      clientId: assertion.clientId,
      proves: async (client, now) =>
        client?.tokenEndpointAuthMethod === this.name &&
        this.assertions.accept(assertion, client, now, this.signingAlgorithms, (jwt) =>
          verifyByKeys(jwt, (refetch) => this.keys.find(client, 'sig', refetch)),
        ),
    };
  }
}
