import { registerClient, type TestClient, type World } from './world.js';

/** A request of the token endpoint. */
export interface TokenRequest {
  readonly form?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

/** A form that the endpoint takes. */
export const GRANT = { grant_type: 'client_credentials', scope: 'api:read' };
/** HTTP Basic. */
export const basic = (id: string, secret = '') => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

/** Registers a client that sends its secret in the form, and may do so in no other way. */
export function registerPosting(world: World): Promise<TestClient> {
  return registerClient(world, {
    client_id: 'posting',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
    strict_client_authentication: true,
    scope: 'api:read',
  });
}

export async function askForToken(world: World, { form = GRANT, headers = {}, path = '/oauth2/token' }: TokenRequest) {
  const answer = await fetch(world.issuer + path, { method: 'POST', body: new URLSearchParams(form), headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}
