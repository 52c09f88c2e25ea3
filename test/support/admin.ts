import { randomUUID } from 'node:crypto';
import { KeysService } from '../../src/keys/keys.service.js';
import type { TestApp } from './test-app.js';

const NOW = () => Math.floor(Date.now() / 1000);

/** An access token for the server's own APIs, as an administrator would hold it. */
export function adminToken(
  { app, config }: TestApp,
  scope = 'clients:read clients:write',
  others: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const claims = {
    iss: config.issuer,
    aud: config.issuer,
    sub: 'an-admin',
    client_id: 'gatehouse-docs',
    scope,
    iat: NOW(),
    exp: NOW() + 600,
    jti: randomUUID(),
    ...others,
  };
  return app.get(KeysService).sign(claims, { typ: 'at+jwt', alg: 'ES256' });
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
}

export type AdminApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/**
 * Calls the admin API as an administrator; paths begin after `/admin/v1`.
 * @param claims of the access token, besides or instead of the usual ones
 */
export async function adminApi(
  server: TestApp,
  scope?: string,
  claims?: Readonly<Record<string, unknown>>,
): Promise<AdminApi> {
  const token = await adminToken(server, scope, claims);
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${server.config.issuer}/admin/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}
