import express, { type Express } from 'express';
import session from 'express-session';
import passport from 'passport';
import { type Profile, Strategy, type StrategyOptions, type VerifyCallback } from 'passport-openidconnect';
import { type AppSite, newOrigin, startAppSite, Visitor } from '../../support/app-site.js';
import { createWorld, PASSWORD, registerClient, type World } from '../../support/world.js';

/** What the app remembers of a person. */
interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly idToken: string;
}

/** As its documentation says. It knows no PKCE, sends the secret in the form and reads no `iss`. */
describe('passport-openidconnect as an independent relying party', () => {
  let world: World;
  let site: AppSite;
  let visitor: Visitor;

  beforeAll(async () => {
    world = await createWorld();
    const origin = await newOrigin();
    const { id, secret } = await registerClient(world, {
      client_id: 'passport-app',
      client_name: 'An app with Passport',
      redirect_uris: [`${origin}/cb`],
      post_logout_redirect_uris: [`${origin}/`],
    });
    site = await startAppSite(
      origin,
      appWith({
        issuer: world.issuer,
        authorizationURL: `${world.issuer}/oauth2/authorize`,
        tokenURL: `${world.issuer}/oauth2/token`,
        userInfoURL: `${world.issuer}/oauth2/userinfo`,
        clientID: id,
        clientSecret: secret ?? '',
        callbackURL: `${origin}/cb`,
        scope: ['profile', 'email'],
        nonce: 'true',
        skipUserProfile: false,
      }),
    );
    visitor = new Visitor(world, origin);
  });
  afterAll(async () => {
    await site.close();
    await world.close();
  });

  it('signs a person in, learns the name, and signs the person out everywhere', async () => {
    expect((await visitor.visit(`${site.origin}/`)).html).toBe('Nobody is signed in');
    const asked = await visitor.visit(`${site.origin}/login`);
    expect(asked.url).toContain(`${world.issuer}/login`);
    expect(await visitor.signIn(asked)).toMatchObject({ url: `${site.origin}/`, html: 'Hello Alice Example' });

    expect(await visitor.visit(`${site.origin}/logout`)).toMatchObject({
      url: `${site.origin}/`,
      html: 'Nobody is signed in',
    });
    expect((await visitor.visit(`${site.origin}/login`)).url).toContain(`${world.issuer}/login`);
  });

  it('hears that the person does not want to', async () => {
    const asked = await visitor.visit(`${site.origin}/login`);
    const consent = await visitor.submit(asked, { username: 'bob', password: PASSWORD });
    expect(consent.url).toContain('/consent');
    expect(await visitor.submit(consent, {}, 'deny')).toMatchObject({ url: `${site.origin}/refused` });
  });

  function appWith(options: StrategyOptions): Express {
    const app = express();
    const authenticator = new passport.Passport();
    authenticator.use(
      new Strategy(
        options,
        (_issuer: string, profile: Profile, _context: object, idToken: string | object, done: VerifyCallback) => {
          const person: Person = { id: profile.id, displayName: profile.displayName, idToken: String(idToken) };
          done(null, person);
        },
      ),
    );
    authenticator.serializeUser((user, done) => done(null, user));
    authenticator.deserializeUser((user: Express.User, done) => done(null, user));
    app.use(session({ secret: 'a secret of the app', resave: false, saveUninitialized: false }));
    app.use(authenticator.session());
    app.get('/login', authenticator.authenticate('openidconnect'));
    app.get('/cb', authenticator.authenticate('openidconnect', { failureRedirect: '/refused' }), (_request, response) =>
      response.redirect('/'),
    );
    app.get('/refused', (_request, response) => void response.send('Then not'));
    app.get('/', ({ user }, response) => {
      response.send(user ? `Hello ${(user as Person).displayName}` : 'Nobody is signed in');
    });
    app.get('/logout', (request, response, next) => {
      const { idToken } = request.user as Person;
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: `${site.origin}/` };
      request.logout((error) => {
        if (error) return next(error);
        response.redirect(`${world.issuer}/oauth2/logout?${new URLSearchParams(parameters)}`);
      });
    });
    return app;
  }
});
