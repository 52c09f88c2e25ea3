import { createServer } from 'node:http';
import type { JWTPayload } from 'jose';
import type { KeysService } from '../../src/keys/keys.service.js';
import { Clock, numericDate } from '../../src/platform/clock.js';
import { freePort } from './free-port.js';
import { newKeys } from './keys.js';
import { newDatabase } from './test-database.js';

/** An authorization server that does nothing but publish its metadata and keys, and misbehaves when told to. */
export interface TestIssuer {
  readonly issuer: string;
  readonly keys: KeysService;
  /** The paths that were asked for. */
  readonly requests: string[];
  /** How many requests fail from now on. */
  failures: number;
  metadata: Record<string, unknown>;
  /** An access token that is valid for a minute, unless the changes say otherwise. */
  token(claims: JWTPayload, typ?: string): Promise<string>;
  close(): Promise<void>;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const clock = new Clock();
  const database = await newDatabase('sqlite');
  const { keys } = await newKeys(database, clock, { issuer });
  await keys.start();
  const server = createServer((request, answer) => {
    self.requests.push(request.url ?? '');
    answer.writeHead(self.failures-- > 0 ? 503 : 200, { 'content-type': 'application/json' });
    if (request.url === '/oauth2/jwks') void keys.jwks().then((keySet) => answer.end(JSON.stringify(keySet)));
    else answer.end(JSON.stringify(self.metadata));
  });
  const self: TestIssuer = {
    issuer,
    keys,
    requests: [],
    failures: 0,
    metadata: { issuer, jwks_uri: `${issuer}/oauth2/jwks` },
    token: (claims, typ = 'at+jwt') => {
      const now = numericDate(clock.now());
      const usual = { iss: issuer, sub: 'alice', client_id: 'web-app', iat: now, exp: now + 60, jti: 'a-token' };
      return keys.sign({ ...usual, ...claims }, { typ, alg: 'ES256' });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.close();
    },
  };
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return self;
}
