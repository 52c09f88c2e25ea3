import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';

/** A key pair of a client. */
export interface ClientKeyPair {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  /** As the client publishes it. */
  readonly jwk: JWK;
}

export async function newClientKey(alg: string, kid?: string): Promise<ClientKeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, jwk: { ...(await exportJWK(publicKey)), ...(kid === undefined ? {} : { kid }) } };
}

/** A JWT that says just this; a claim that is undefined is left out. */
export function signed(
  { alg, privateKey, jwk }: ClientKeyPair,
  claims: JWTPayload,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const kid = jwk.kid === undefined ? {} : { kid: jwk.kid };
  return new SignJWT(claims).setProtectedHeader({ alg, ...kid, ...header }).sign(privateKey);
}

/** A JWT that no one signed. */
export function unsigned(claims: object, header: object = { alg: 'none' }): string {
  return `${encode(header)}.${encode(claims)}.`;
}

/** The same JWT with a claim that its signature does not cover. */
export function tampered(jwt: string, claims: object): string {
  const [header, payload = '', signature] = jwt.split('.');
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [header, encode({ ...said, ...claims }), signature].join('.');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Where a client publishes its keys and its request objects. */
export interface KeySite {
  readonly origin: string;
  /** How often each path was asked for. */
  readonly asked: Map<string, number>;
  /** What each path answers; without one, 404. */
  readonly answers: Map<string, (request: IncomingMessage, response: ServerResponse) => void>;
  /** Lets a path answer this. */
  put(path: string, body: unknown, headers?: Record<string, string>, status?: number): void;
  close(): Promise<void>;
}

export async function openKeySite(): Promise<KeySite> {
  const asked: KeySite['asked'] = new Map();
  const answers: KeySite['answers'] = new Map();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const answer = answers.get(path);
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
    put: (path, body, headers = {}, status = 200) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      answers.set(path, (_, response) => response.writeHead(status, headers).end(text));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
