import { ClientsService } from '../../../src/clients/clients.service.js';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { Interaction } from '../../support/interaction.js';

describe('consent', () => {
  let world: Interaction;

  beforeEach(async () => {
    world = await Interaction.start();
  });
  afterEach(() => world.close());

  const granted = async (clientId = 'web-app') =>
    (await world.server.app.get(ConsentService).find(world.alice.id, clientId))?.scope ?? [];

  it('leaves out what the user’s roles do not permit', async () => {
    const scope = 'openid api:read api:admin';
    const admin = await (await world.signedIn()).get(`/consent?request=${await world.park({ scope })}`);
    expect(admin.html).toContain('Administer everything');
    const browser = await world.signedIn('bob');
    const page = await browser.get(`/consent?request=${await world.park({ scope })}`);
    expect(page.html).not.toContain('Administer everything');
    await browser.submitFirstForm({}, 'allow');
    const allowed = (await world.auditEvents()).find(({ type }) => type === 'consent.allowed');
    expect(allowed?.details).toMatchObject({ scope: 'openid api:read' });
  });

  it('allows, and goes on with the request', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    await browser.get(`/consent?request=${reference}`);
    await browser.submitFirstForm({}, 'allow');
    expect(browser.trail[1]).toContain(`/oauth2/authorize?client_id=web-app&request_uri=`);
    await expect(granted()).resolves.toEqual(['openid', 'profile', 'api:read']);
    expect(await world.auditEvents()).toContainEqual(
      expect.objectContaining({ type: 'consent.allowed', actor: world.alice.id, client_id: 'web-app' }),
    );
  });

  it('denies, and allows nothing', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    await browser.get(`/consent?request=${reference}`);
    await browser.submitFirstForm({}, 'deny');
    expect(browser.trail[1]).toContain('/oauth2/authorize?');
    await expect(granted()).resolves.toEqual([]);
    expect(await world.auditEvents()).toContainEqual(expect.objectContaining({ type: 'consent.denied' }));
  });

  it('takes a double click for one decision', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    const { form } = await browser.get(`/consent?request=${reference}`);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        fetch(`${world.server.issuer}/consent`, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie: `gatehouse_session=${browser.cookie('gatehouse_session')}` },
          body: new URLSearchParams({ ...form?.fields, decision: 'allow' }),
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    await expect(granted()).resolves.toEqual(['openid', 'profile', 'api:read']);
    await expect(world.parked(reference)).resolves.toMatchObject({ decision: 'allow', decidedBy: world.alice.id });
  });

  it('allows nothing that was not shown: if the client asks for more by then, the page says so and shows it', async () => {
    await world.register({ client_id: 'growing', scope: 'openid' });
    const reference = await world.park({ client_id: 'growing', scope: '' });
    const browser = await world.signedIn();
    await browser.get(`/consent?request=${reference}`);
    await world.server.app.get(ClientsService).update('growing', { scope: 'openid api:read' });
    const again = await browser.submitFirstForm({}, 'allow');
    expect([again.status, again.html]).toEqual([409, expect.stringContaining('Read your data')]);
    expect(again.html).toContain('role="alert"');
    await expect(granted('growing')).resolves.toEqual([]);
    await browser.submitFirstForm({}, 'allow');
    await expect(granted('growing')).resolves.toEqual(['openid', 'api:read']);
  });

  it('asks again where no button was pressed', async () => {
    const browser = await world.signedIn();
    await browser.get(`/consent?request=${await world.park()}`);
    const page = await browser.submitFirstForm({ decision: 'perhaps' });
    expect(page.form?.buttons.map(({ value }) => value)).toEqual(['allow', 'deny']);
  });

  it('sends anyone who is not signed in to the sign-in page', async () => {
    const browser = world.newBrowser();
    const reference = await world.park();
    await browser.get(`/consent?request=${reference}`);
    expect(browser.trail[1]).toBe(`/login?request=${reference}`);
  });

  it('says so where the request has expired or its client is gone', async () => {
    const browser = await world.signedIn();
    await world.register({ client_id: 'gone' });
    const reference = await world.park({ client_id: 'gone' });
    await world.server.app.get(ClientsService).delete('gone');
    for (const each of ['unknown', '', reference]) {
      const page = await browser.get(`/consent?request=${each}`);
      expect([page.status, page.html]).toEqual([400, expect.stringContaining('This request has expired')]);
    }
  });
});
