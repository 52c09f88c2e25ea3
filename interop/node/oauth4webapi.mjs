// As https://github.com/panva/oauth4webapi/blob/main/examples/oidc.ts has it.
import express from 'express';
import * as oauth from 'oauth4webapi';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, ORIGIN, PORT } = process.env;
const issuer = new URL(ISSUER);
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oidc' }));
const client = { client_id: CLIENT_ID };
const clientAuth = oauth.ClientSecretPost(CLIENT_SECRET);
const redirectUri = `${ORIGIN}/callback`;
const verifier = oauth.generateRandomCodeVerifier();

express()
  .get('/', async (_request, response) => {
    const url = new URL(as.authorization_endpoint);
    url.searchParams.set('client_id', CLIENT_ID);
    url.searchParams.set('redirect_uri', redirectUri);
    url.searchParams.set('response_type', 'code');
    url.searchParams.set('scope', 'openid email profile');
    url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier));
    url.searchParams.set('code_challenge_method', 'S256');
    response.redirect(url.href);
  })
  .get('/callback', async ({ url }, response) => {
    const parameters = oauth.validateAuthResponse(as, client, new URL(url, ORIGIN));
    const answer = await oauth.authorizationCodeGrantRequest(as, client, clientAuth, parameters, redirectUri, verifier);
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer, { requireIdToken: true });
    const { sub } = oauth.getValidatedIdTokenClaims(tokens);
    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token);
    response.json(await oauth.processUserInfoResponse(as, client, sub, userinfo));
  })
  .listen(PORT);
