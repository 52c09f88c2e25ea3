// As https://github.com/panva/openid-client#authorization-code-flow has it.
import express from 'express';
import * as client from 'openid-client';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, ORIGIN, PORT } = process.env;
const config = await client.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET);
const sent = {};

express()
  .get('/', async (_request, response) => {
    const verifier = client.randomPKCECodeVerifier();
    const parameters = {
      redirect_uri: `${ORIGIN}/callback`,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    Object.assign(sent, { pkceCodeVerifier: verifier });
    response.redirect(client.buildAuthorizationUrl(config, parameters).href);
  })
  .get('/callback', async ({ url }, response) => {
    const tokens = await client.authorizationCodeGrant(config, new URL(url, ORIGIN), sent);
    const { sub } = tokens.claims();
    response.json(await client.fetchUserInfo(config, tokens.access_token, sub));
  })
  .listen(PORT);
