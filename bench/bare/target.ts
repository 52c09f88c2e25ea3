import type { Target } from '../contestants/contestant.js';

/** Where a server without any OAuth listens. */
export function bareTarget(port: number): Target {
  const paths = { authorize: '', token: '', introspect: '', userinfo: '', jwks: '' };
  return { issuer: `http://localhost:${port}`, port, paths, cookies: [], forApi: {} };
}
