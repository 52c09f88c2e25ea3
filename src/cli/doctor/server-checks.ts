import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { AuditTrailService } from '../../audit/audit-trail.service.js';
import { ClientsService } from '../../clients/clients.service.js';
import { KeysService } from '../../keys/keys.service.js';
import { FIRST_ALGORITHMS } from '../../keys/signing-algorithm.js';
import { DOCS_CLIENT } from '../../operations/documentation/docs-client.js';
import { numericDate } from '../../platform/clock.js';
import { explain } from '../../server/environment.js';
import { operator } from '../operator.js';
import { withServer } from '../server-context.js';
import { type Finding, fail, ok } from './finding.js';

/** Seconds that the token lives by which the running server is asked. */
const TOKEN_LIFETIME = 60;

interface ServerFindings {
  readonly findings: readonly Finding[];
  readonly accessToken?: string;
}

/** Starts the parts of the server without its HTTP edge. That opens each key with `ENCRYPTION_SECRET`. */
export async function serverFindings(): Promise<ServerFindings> {
  try {
    return await withServer(inspect, { migrateOnStart: false });
  } catch (error) {
    return { findings: [fail('signing keys', explain(error))] };
  }
}

async function inspect(server: INestApplicationContext): Promise<ServerFindings> {
  const keys = server.get(KeysService);
  const listed = await keys.list();
  const active = listed.filter(({ state }) => state === 'active').map(({ alg }) => alg);
  const missing = FIRST_ALGORITHMS.filter((alg) => !active.includes(alg));
  const keyFinding =
    missing.length === 0
      ? ok('signing keys', `active: ${active.join(', ')}; ENCRYPTION_SECRET opens them`)
      : fail('signing keys', `none is active for ${missing.join(', ')}; run: npx gatehouse keys rotate`);
  const fault = await server.get(AuditTrailService).faultAtEnd();
  const auditFinding = fault
    ? fail('audit log', `event ${fault.sequence} ${fault.problem}; run: npx gatehouse audit verify`)
    : ok('audit log', 'ends where it was sealed last');
  return { findings: [keyFinding, auditFinding], accessToken: await accessTokenFor(keys, server.get(ClientsService)) };
}

/** RFC 9068; for nothing but to ask how a request arrives. */
async function accessTokenFor(keys: KeysService, clients: ClientsService): Promise<string> {
  const [client] = (await clients.list({ limit: 1 })).items;
  const now = numericDate(keys.now());
  const claims = {
    iss: keys.issuer,
    aud: keys.issuer,
    sub: operator().actor,
    // Any client that there is; tokens of others are refused.
    client_id: client?.clientId ?? DOCS_CLIENT.clientId,
    scope: 'settings:read',
    iat: now,
    exp: now + TOKEN_LIFETIME,
    jti: randomUUID(),
  };
  return keys.sign(claims, { typ: 'at+jwt', alg: 'ES256' });
}
