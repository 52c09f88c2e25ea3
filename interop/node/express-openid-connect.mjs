// As https://github.com/auth0/express-openid-connect#getting-started has it; that every page wants a sign-in is its default.
import express from 'express';
import { auth } from 'express-openid-connect';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, ORIGIN, PORT } = process.env;

express()
  .use(
    auth({
      issuerBaseURL: ISSUER,
      baseURL: ORIGIN,
      clientID: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      secret: 'a long, randomly-generated string stored in env',
      authorizationParams: { response_type: 'code' },
    }),
  )
  .get('/', async ({ oidc }, response) => response.json(await oidc.fetchUserInfo()))
  .listen(PORT);
