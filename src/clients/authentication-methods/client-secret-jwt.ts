import { Injectable } from '@nestjs/common';
import { CLIENT_MAC_ALGORITHMS, type ClientJwt, ClientJwtRefused, verifyBySecrets } from '../../keys/client-jwt.js';
import type { Instant } from '../../platform/clock.js';
import type { Claims } from '../../resource-server/verify-jwt.js';
import type { Client } from '../client.js';
import { ClientAssertionsService } from '../client-assertions.service.js';
import { liveSecrets, SecretExpired } from '../client-secrets.js';
import { ClientSecretsService } from '../client-secrets.service.js';
import type { AuthenticationMethod, AuthenticationRequest, Claim } from './authentication-method.js';

/** RFC 7523 §2.2, OIDC Core §9: a JWT that the client has signed with its secret. */
@Injectable()
export class ClientSecretJwt implements AuthenticationMethod {
  readonly name = 'client_secret_jwt';
  readonly signingAlgorithms = CLIENT_MAC_ALGORITHMS;

  constructor(
    private readonly assertions: ClientAssertionsService,
    private readonly secrets: ClientSecretsService,
  ) {}

  claim({ form, path }: AuthenticationRequest): Claim | undefined {
    const assertion = this.assertions.read(form, path);
    if (!assertion || !CLIENT_MAC_ALGORITHMS.some((alg) => alg === assertion.alg)) return undefined;
    return {
      clientId: assertion.clientId,
      proves: async (client, now) =>
        client?.tokenEndpointAuthMethod === this.name &&
        this.assertions.accept(assertion, client, now, this.signingAlgorithms, (jwt) => this.verify(jwt, client, now)),
    };
  }

  /** @throws SecretExpired if the secret was right once, told to no one but who knows it */
  private async verify(jwt: ClientJwt, client: Client, now: Instant): Promise<Claims> {
    const live = liveSecrets(client.secrets, now);
    try {
      return await verifyBySecrets(jwt, this.secrets.open(live));
    } catch (error) {
      if (!(error instanceof ClientJwtRefused)) throw error;
      const expired = this.secrets.open(client.secrets.filter((each) => !live.includes(each)));
      const wasRight = await verifyBySecrets(jwt, expired).catch(() => undefined);
      throw wasRight ? new SecretExpired() : error;
    }
  }
}
