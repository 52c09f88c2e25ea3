import { ExpressAuth, type ExpressAuthConfig, getSession } from '@auth/express';
import express, { type Express } from 'express';
import { type AppSite, newOrigin, startAppSite, Visitor } from '../../support/app-site.js';
import { createWorld, registerClient, type World } from '../../support/world.js';

/** As its documentation says of a provider of one's own: `type: 'oidc'`, the issuer and the client. */
describe('@auth/express as an independent relying party', () => {
  let world: World;
  let site: AppSite;
  let visitor: Visitor;

  beforeAll(async () => {
    world = await createWorld();
    const origin = await newOrigin();
    const { id, secret } = await registerClient(world, {
      client_id: 'auth-js-app',
      client_name: 'An app with Auth.js',
      redirect_uris: [`${origin}/auth/callback/gatehouse`],
      post_logout_redirect_uris: [`${origin}/auth/signout`],
    });
    site = await startAppSite(
      origin,
      appWith({
        trustHost: true,
        secret: 'a secret of the app 0123456789abcdef',
        providers: [
          {
            id: 'gatehouse',
            name: 'Gatehouse',
            type: 'oidc',
            issuer: world.issuer,
            clientId: id,
            clientSecret: secret ?? '',
            checks: ['pkce', 'state', 'nonce'],
            // The ID token says who it is; the name comes from the userinfo endpoint.
            idToken: false,
          },
        ],
        callbacks: {
          jwt: ({ token, account }) => (account ? { ...token, idToken: account.id_token } : token),
          session: ({ session, token }) => ({ ...session, idToken: token.idToken }),
        },
      }),
    );
    visitor = new Visitor(world, origin);
  });
  afterAll(async () => {
    await site.close();
    await world.close();
  });

  it('signs a person in, learns the name, and signs the person out everywhere', async () => {
    const choice = await visitor.visit(`${site.origin}/auth/signin?callbackUrl=/`);
    const asked = await visitor.submit(choice);
    expect(asked.url).toContain(`${world.issuer}/login`);
    expect(await visitor.signIn(asked)).toMatchObject({
      url: `${site.origin}/`,
      html: 'Hello Alice Example (alice@example.com)',
    });

    const question = await visitor.visit(`${site.origin}/logout`);
    expect(question.url).toBe(`${site.origin}/auth/signout`);
    expect(await visitor.submit(question)).toMatchObject({ html: 'Nobody is signed in' });
    const again = await visitor.submit(await visitor.visit(`${site.origin}/auth/signin?callbackUrl=/`));
    expect(again.url).toContain(`${world.issuer}/login`);
  });

  function appWith(config: ExpressAuthConfig): Express {
    const app = express();
    app.use('/auth', ExpressAuth(config));
    app.get('/', async (request, response) => {
      const session = await getSession(request, config);
      response.send(session ? `Hello ${session.user?.name} (${session.user?.email})` : 'Nobody is signed in');
    });
    app.get('/logout', async (request, response) => {
      const session = (await getSession(request, config)) as { readonly idToken?: string } | null;
      const parameters = new URLSearchParams({
        id_token_hint: session?.idToken ?? '',
        post_logout_redirect_uri: `${site.origin}/auth/signout`,
      });
      response.redirect(`${world.issuer}/oauth2/logout?${parameters}`);
    });
    return app;
  }
});
