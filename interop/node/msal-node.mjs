// As the samples of https://github.com/AzureAD/microsoft-authentication-library-for-js (auth-code, OIDC mode) have it.
import { ConfidentialClientApplication, CryptoProvider, ProtocolMode } from '@azure/msal-node';
import express from 'express';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, ORIGIN, PORT } = process.env;
const client = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    authority: ISSUER,
    knownAuthorities: [new URL(ISSUER).host],
  },
  system: { protocolMode: ProtocolMode.OIDC },
});
const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const request = { scopes: ['openid', 'profile', 'email'], redirectUri: `${ORIGIN}/callback` };

express()
  .get('/', async (_request, response) => {
    const pkce = { codeChallenge: challenge, codeChallengeMethod: 'S256' };
    response.redirect(await client.getAuthCodeUrl({ ...request, ...pkce }));
  })
  .get('/callback', async ({ query: { code } }, response) => {
    const { account, accessToken } = await client.acquireTokenByCode({ ...request, code, codeVerifier: verifier });
    const answer = await fetch(`${ISSUER}/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
    response.json({ account, userinfo: await answer.json() });
  })
  .listen(PORT);
