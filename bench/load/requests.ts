import { codeChallenge, scene } from '../contestants/scene.js';

/** The query of an authorization request; state and nonce are added by whoever sends it. */
export function authorizationQuery(extra: Readonly<Record<string, string>>): string {
  return new URLSearchParams({
    response_type: 'code',
    client_id: scene.clientId,
    redirect_uri: scene.redirectUri,
    scope: scene.scope,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    ...extra,
  }).toString();
}

const BASIC = `Basic ${Buffer.from(`${scene.clientId}:${scene.clientSecret}`).toString('base64')}`;

export function get(path: string, port: number, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\nhost: localhost:${port}\r\n${headers}\r\n`;
}

/** A form, sent by the client with `client_secret_basic`. */
export function post(path: string, port: number, form: string, headers = `authorization: ${BASIC}\r\n`): string {
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost:${port}\r\n${headers}`;
  return `${head}content-type: application/x-www-form-urlencoded\r\ncontent-length: ${Buffer.byteLength(form)}\r\n\r\n${form}`;
}
