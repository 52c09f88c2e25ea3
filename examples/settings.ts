/** Where the demo's three programs are, and how they know each other; `bootstrap.json` says the same to the server. */
export const demo = {
  issuer: process.env.ISSUER ?? 'http://localhost:3000',
  relyingParty: process.env.RELYING_PARTY ?? 'http://localhost:3001',
  api: process.env.API ?? 'http://localhost:3002',
  clientId: 'example-web-app',
  clientSecret: 'example-secret-for-the-demo-only-0123456789',
  scope: 'openid profile email offline_access api:read api:admin',
  username: 'alice',
  password: 'correct horse battery staple',
} as const;
