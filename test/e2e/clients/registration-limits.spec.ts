import { auditEvents } from '../../support/audit-log.js';
import { bearer, callRegistration, register, registrationWorld, WEB_APP } from '../../support/registration.js';
import type { World } from '../../support/world.js';

describe('strangers who change their clients (RFC 7592)', () => {
  let world: World;
  beforeEach(async () => {
    world = await registrationWorld({ access: 'open', limit: 5 });
  });
  afterEach(() => world.close());

  const registered = async (metadata: object = WEB_APP) => {
    const { body } = await register(world, metadata);
    const call = (method: 'PUT' | 'DELETE' | 'GET', members?: object) =>
      callRegistration(
        body.registration_client_uri,
        method,
        members && { ...WEB_APP, client_id: body.client_id, ...members },
        bearer(body.registration_access_token),
      );
    return { id: body.client_id as string, call };
  };
  const eventsOf = async (type: string, id: string) =>
    (await auditEvents(world))
      .filter((event) => event.client_id === id && event.type === type)
      .map(({ details }) => ({ json: JSON.stringify(details), ...details }));

  it('may make so many changes, and are told when to go on', async () => {
    const one = await registered();
    const other = await registered();
    for (let each = 0; each < 5; each++)
      expect((await one.call('PUT', { client_name: `Name ${each}` })).status).toBe(200);
    for (const refused of [await other.call('PUT', {}), await one.call('DELETE')]) {
      expect(refused).toMatchObject({ status: 429, body: { error: 'temporarily_unavailable' } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await one.call('GET')).body.client_name).toBe('Name 4');
  });

  it('leave in the audit log only what changed, shortened', async () => {
    const names = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`client_name#de-x-n${index}`, 'n'.repeat(150)]),
    );
    const { id, call } = await registered({
      ...WEB_APP,
      ...names,
      client_name: 'Before',
      client_uri: 'https://rp.example/',
    });
    const contacts = Array.from({ length: 40 }, (_, index) => `${index}${'c'.repeat(50)}@rp.example`);
    await call('PUT', { ...names, client_name: 'After', client_uri: 'https://rp.example/', contacts });
    await call('DELETE');
    const [[created], [updated], [deleted]] = [
      await eventsOf('client.created', id),
      await eventsOf('client.updated', id),
      await eventsOf('client.deleted', id),
    ];
    for (const event of [created, updated, deleted]) expect(event.json.length).toBeLessThan(10_000);
    expect(updated.before).toEqual({ client_name: 'Before' });
    expect(updated.after).toEqual({ client_name: 'After', contacts: expect.stringMatching(/… \(\d+ characters\)$/) });
    expect(created.after).toMatchObject({ redirect_uris: WEB_APP.redirect_uris, client_name: 'Before' });
    expect(deleted.before['…']).toMatch(/^\d+ more members$/);
  });
});
