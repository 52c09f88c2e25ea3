// As https://www.better-auth.com/docs/plugins/generic-oauth has it; without a database the session is in the cookie.
import { betterAuth } from 'better-auth';
import { toNodeHandler } from 'better-auth/node';
import { genericOAuth } from 'better-auth/plugins';
import express from 'express';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, ORIGIN, PORT } = process.env;
const auth = betterAuth({
  baseURL: ORIGIN,
  secret: 'a secret of the app, which is long enough',
  plugins: [
    genericOAuth({
      config: [
        {
          providerId: 'gatehouse',
          clientId: CLIENT_ID,
          clientSecret: CLIENT_SECRET,
          discoveryUrl: `${ISSUER}/.well-known/openid-configuration`,
          scopes: ['openid', 'profile', 'email'],
        },
      ],
    }),
  ],
});

express()
  .all('/api/auth/*splat', toNodeHandler(auth))
  .get('/sign-in', async ({ headers }, response) => {
    // What the library's own client does in the browser.
    const answer = await auth.api.signInSocial({
      body: { provider: 'gatehouse', callbackURL: '/' },
      headers,
      asResponse: true,
    });
    response.setHeader('set-cookie', answer.headers.getSetCookie());
    response.redirect((await answer.json()).url);
  })
  .get('/', async ({ headers }, response) => {
    response.json((await auth.api.getSession({ headers: new Headers(headers) })) ?? 'No one is signed in');
  })
  .listen(PORT);
