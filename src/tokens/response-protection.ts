import { Injectable } from '@nestjs/common';
import type { Client } from '../clients/client.js';
import { ClientKeysService } from '../clients/client-keys.service.js';
import { DEFAULT_CONTENT_ENCRYPTION } from '../clients/metadata/tokens.js';
import { type Encryption, encryptionKey, encryptJwt } from '../keys/encryption.js';
import { KeysService } from '../keys/keys.service.js';
import { InvalidRequest } from '../oauth/oauth-error.js';
import type { Claims } from '../resource-server/verify-jwt.js';

/** What a client is told about a person. */
type Response = 'id_token' | 'userinfo';

/** Signs and encrypts what a client is told about a person, as the client is registered (OIDC Core §10). */
@Injectable()
export class ResponseProtection {
  constructor(
    private readonly keys: KeysService,
    private readonly clientKeys: ClientKeysService,
  ) {}

  /** OIDC Core §2: always signed, and then encrypted if the client wants it. @throws InvalidRequest */
  async idToken(client: Client, claims: Claims): Promise<string> {
    const signed = await this.keys.sign(claims, { typ: 'JWT', alg: client.idTokenSignedResponseAlg });
    const encryption = encryptionOf(client, 'id_token');
    return encryption ? this.encrypt(client, signed, encryption) : signed;
  }

  /**
   * OIDC Core §5.3.2: a JWT if the client wants it signed, encrypted or both; else the claims themselves.
   * The JWT never expires, so that no one takes it for an ID token.
   * @throws InvalidRequest
   */
  async userinfo(client: Client, claims: Claims): Promise<string | Claims> {
    const { userinfo_signed_response_alg: alg } = client.metadata;
    const encryption = encryptionOf(client, 'userinfo');
    if (alg === undefined && !encryption) return claims;
    const addressed = { iss: this.keys.issuer, aud: client.clientId, ...claims };
    const content = alg === undefined ? addressed : await this.keys.sign(addressed, { typ: 'JWT', alg });
    return encryption ? this.encrypt(client, content, encryption) : (content as string);
  }

  /**
   * Makes sure that an ID token can be encrypted, before a code or a refresh token is used up for it.
   * @returns undefined, without waiting, if the client's ID tokens are not encrypted
   * @throws InvalidRequest
   */
  prepareIdToken(client: Client): Promise<unknown> | undefined {
    const encryption = encryptionOf(client, 'id_token');
    return encryption && this.keyOf(client, encryption);
  }

  private async encrypt(client: Client, content: object | string, encryption: Encryption): Promise<string> {
    const key = await this.keyOf(client, encryption);
    try {
      return await encryptJwt(content, key, encryption);
    } catch (error) {
      throw refusal(`its ${key.kty} key${key.kid === undefined ? '' : ` ${key.kid}`} is malformed`, error);
    }
  }

  /** The client's key; one that it has published since its keys were fetched will do. */
  private async keyOf(client: Client, { alg }: Encryption) {
    const find = async (refetch: boolean) => {
      try {
        return encryptionKey((await this.clientKeys.find(client, 'enc', refetch)).keys, alg);
      } catch (error) {
        throw refusal('its keys cannot be fetched from its jwks_uri', error);
      }
    };
    const key = (await find(false)) ?? (await find(true));
    if (key) return key;
    throw refusal(`none of its keys is a public encryption key that fits ${alg}`);
  }
}

function refusal(why: string, cause?: unknown): InvalidRequest {
  return new InvalidRequest(`nothing can be encrypted for the client as it is registered: ${why}`, { cause });
}

function encryptionOf({ metadata }: Client, response: Response): Encryption | undefined {
  const alg = metadata[`${response}_encrypted_response_alg`];
  const enc = metadata[`${response}_encrypted_response_enc`] ?? DEFAULT_CONTENT_ENCRYPTION;
  return alg === undefined ? undefined : { alg, enc };
}
