import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { ClientsService } from '../../clients/clients.service.js';
import { KeysService } from '../../keys/keys.service.js';
import { numericDate } from '../../platform/clock.js';
import { DOCS_CLIENT } from '../documentation/docs-client.js';

/** Seconds that the token lives by which the running server is asked. */
const LIFETIME = 60;

/**
 * An access token (RFC 9068) for nothing but to ask how a request arrives.
 * @param server its parts
 */
export async function ownAccessToken(server: INestApplicationContext, subject: string): Promise<string> {
  const keys = server.get(KeysService);
  const [client] = (await server.get(ClientsService).list({ limit: 1 })).items;
  const now = numericDate(keys.now());
  const claims = {
    iss: keys.issuer,
    aud: keys.issuer,
    sub: subject,
    // Any client that there is; tokens of others are refused.
    client_id: client?.clientId ?? DOCS_CLIENT.clientId,
    scope: 'settings:read',
    iat: now,
    exp: now + LIFETIME,
    jti: randomUUID(),
  };
  return keys.sign(claims, { typ: 'at+jwt', alg: 'ES256' });
}
