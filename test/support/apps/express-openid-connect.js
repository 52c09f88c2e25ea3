// An app as the documentation of express-openid-connect has it, configured by the environment variables named there.
// It is JavaScript and a program of its own, because Jest on Node 20 cannot load CommonJS that requires ES modules.
import express from 'express';
import openid from 'express-openid-connect';
import session from 'express-session';

const { auth, requiresAuth } = openid;
const app = express();
app.use(
  auth({
    authRequired: false,
    idpLogout: true,
    backchannelLogout: { store: new session.MemoryStore() },
    authorizationParams: { response_type: 'code', scope: 'openid profile email offline_access' },
  }),
);
app.get('/', ({ oidc }, response) => {
  response.send(oidc.isAuthenticated() ? 'Somebody is signed in' : 'Nobody is signed in');
});
app.get('/me', requiresAuth(), async ({ oidc }, response) => {
  response.send(`Hello ${(await oidc.fetchUserInfo()).name}`);
});
app.get('/refresh', requiresAuth(), async ({ oidc }, response) => {
  const before = oidc.accessToken.access_token;
  const { access_token } = await oidc.accessToken.refresh();
  response.send(access_token === before ? 'Not refreshed' : 'Refreshed');
});

const { port, hostname } = new URL(process.env.BASE_URL);
app.listen(Number(port), hostname, () => console.log('The app is ready'));
