// As https://github.com/panva/openid-client/blob/v5.x/README.md#authorization-code-flow has it.
import express from 'express';
import { generators, Issuer } from 'openid-client-5';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, ORIGIN, PORT } = process.env;
const redirectUri = `${ORIGIN}/callback`;
const issuer = await Issuer.discover(ISSUER);
const client = new issuer.Client({
  client_id: CLIENT_ID,
  client_secret: CLIENT_SECRET,
  redirect_uris: [redirectUri],
  response_types: ['code'],
});
const verifier = generators.codeVerifier();

express()
  .get('/', (_request, response) => {
    const parameters = { code_challenge: generators.codeChallenge(verifier), code_challenge_method: 'S256' };
    response.redirect(client.authorizationUrl({ scope: 'openid email profile', ...parameters }));
  })
  .get('/callback', async (request, response) => {
    const parameters = client.callbackParams(request);
    const tokens = await client.callback(redirectUri, parameters, { code_verifier: verifier });
    response.json(await client.userinfo(tokens.access_token));
  })
  .listen(PORT);
