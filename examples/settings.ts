/** The server's port; the relying party and the API have the next two. */
const port = Number(process.env.PORT || 3000);

/** Where the demo's three programs are, and how they know each other; the bootstrap file says the same to the server. */
export const demo = {
  issuer: process.env.ISSUER ?? `http://localhost:${port}`,
  relyingParty: process.env.RELYING_PARTY ?? `http://localhost:${port + 1}`,
  api: process.env.API ?? `http://localhost:${port + 2}`,
  clientId: 'example-web-app',
  clientSecret: 'example-secret-for-the-demo-only-0123456789',
  scope: 'openid profile email offline_access api:read api:admin',
  username: 'alice',
  password: 'correct horse battery staple',
} as const;
