import { createHash } from 'node:crypto';

/** What every contestant is set up with, so that all do the same work. */
export const scene = {
  clientId: 'bench-web-app',
  clientSecret: 'a-secret-of-the-bench-only-0123456789abcdef',
  redirectUri: 'https://rp.example/cb',
  api: 'https://api.example.com',
  apiScope: 'api:read',
  scope: 'openid profile email offline_access api:read',
  password: 'correct horse battery staple',
  /** RFC 7636 appendix B. */
  codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
} as const;

export const codeChallenge = createHash('sha256').update(scene.codeVerifier).digest('base64url');

/** One end-user per connection of the load generator, each with a live session and a remembered consent. */
export const CONNECTIONS = 16;
export const usernames = Array.from({ length: CONNECTIONS }, (_, index) => `user${index}`);

/** Lifetimes in seconds that matter to the work. */
export const lifetimes = {
  accessToken: 600,
  idToken: 3600,
  code: 60,
  refreshToken: 90 * 86_400,
  session: 12 * 3600,
} as const;
