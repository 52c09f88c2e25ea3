import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Target } from './contestants/contestant.js';
import { scene } from './contestants/scene.js';
import type { TokenAnswer } from './load/order.js';

/** Verifies signatures, issuers and audiences of what a run was answered with. @throws Error where one is wrong */
export async function verifySamples({ issuer, paths }: Target, samples: readonly TokenAnswer[]): Promise<void> {
  if (samples.length === 0) return;
  const keys = createLocalJWKSet((await (await fetch(issuer + paths.jwks)).json()) as JSONWebKeySet);
  for (const { access_token: accessToken, id_token: idToken } of samples) {
    const expected = { issuer, algorithms: ['ES256'] };
    if (accessToken.includes('.'))
      await jwtVerify(accessToken, keys, { ...expected, audience: scene.api, typ: 'at+jwt' });
    if (idToken !== undefined) await jwtVerify(idToken, keys, { ...expected, audience: scene.clientId });
  }
}
