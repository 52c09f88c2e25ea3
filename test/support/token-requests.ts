import type { World } from './world.js';

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

export async function askForToken(world: World, { form = GRANT, headers = {}, path = '/oauth2/token' }: TokenRequest) {
  const answer = await fetch(world.issuer + path, { method: 'POST', body: new URLSearchParams(form), headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}
