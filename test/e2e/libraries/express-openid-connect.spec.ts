import { setTimeout as pause } from 'node:timers/promises';
import { newOrigin, Visitor } from '../../support/app-site.js';
import { Program } from '../../support/program.js';
import { createWorld, registerClient, type World } from '../../support/world.js';

const APP = new URL('../../support/apps/express-openid-connect.js', import.meta.url);

/** As its documentation says of the code flow. */
describe('express-openid-connect as an independent relying party', () => {
  let world: World;
  let app: Program;
  let home: string;
  let visitor: Visitor;

  beforeAll(async () => {
    world = await createWorld();
    home = await newOrigin();
    const { id, secret } = await registerClient(world, {
      client_id: 'express-app',
      client_name: 'An app with express-openid-connect',
      redirect_uris: [`${home}/callback`],
      backchannel_logout_uri: `${home}/backchannel-logout`,
      backchannel_logout_session_required: true,
      post_logout_redirect_uris: [home],
      grant_types: ['authorization_code', 'refresh_token'],
    });
    app = new Program(APP, [], {
      ISSUER_BASE_URL: world.issuer,
      BASE_URL: home,
      CLIENT_ID: id,
      CLIENT_SECRET: secret ?? '',
      SECRET: 'a secret of the app 0123456789abcdef',
    });
    await app.says(/The app is ready/);
    visitor = new Visitor(world, home);
  });
  afterAll(async () => {
    app.signal('SIGTERM');
    await app.ended;
    await world.close();
  });

  it('signs a person in, fetches claims, refreshes, and signs the person out everywhere', async () => {
    expect((await visitor.visit(`${home}/`)).html).toBe('Nobody is signed in');
    const asked = await visitor.visit(`${home}/me`);
    expect(asked.url).toContain(`${world.issuer}/login`);
    expect(await visitor.signIn(asked)).toMatchObject({ url: `${home}/me`, html: 'Hello Alice Example' });
    expect((await visitor.visit(`${home}/refresh`)).html).toBe('Refreshed');

    expect(await visitor.visit(`${home}/logout`)).toMatchObject({ url: `${home}/`, html: 'Nobody is signed in' });
    expect((await visitor.visit(`${home}/login`)).url).toContain(`${world.issuer}/login`);
  });

  it('hears by the back channel that the person has signed out elsewhere', async () => {
    // Not alice: the app may still be about to hear that she has signed out.
    const bob = new Visitor(world, home);
    const signedIn = await bob.signIn(await bob.visit(`${home}/login`), 'bob');
    expect(signedIn.html).toBe('Somebody is signed in');
    await bob.submit(await bob.visit(`${world.issuer}/oauth2/logout`));
    await until(async () => (await bob.visit(`${home}/`)).html === 'Nobody is signed in');
  });

  /** Resolves once it is so; the time limit of the test ends a vain wait. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await pause(50);
  }
});
