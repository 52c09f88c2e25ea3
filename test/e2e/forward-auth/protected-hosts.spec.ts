import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { ProtectedHosts } from '../../../src/forward-auth/hosts/protected-hosts.service.js';
import { BootstrapService } from '../../../src/operations/bootstrap/bootstrap.service.js';
import { ConfigurationExport } from '../../../src/operations/import-export/configuration-export.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { auditEvents } from '../../support/audit-log.js';
import { CommandLine } from '../../support/command-line.js';
import { HostsBrowser } from '../../support/hosts-browser.js';
import { newFolder } from '../../support/program.js';
import { askServer, protectingProxy } from '../../support/protecting-proxy.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld, PASSWORD, type World } from '../../support/world.js';

const WIKI = { host: 'wiki.example.com', name: 'Wiki' };

describe.each(DIALECTS)('protected hosts on %s', (dialect) => {
  let world: World;
  let api: AdminApi;

  const hostEvents = async () => (await auditEvents(world)).filter(({ type }) => type.startsWith('protected_host.'));

  beforeAll(async () => {
    world = await createWorld({ dialect });
    api = await adminApi(world, 'protected-hosts:read protected-hosts:write clients:read clients:write');
  });
  afterAll(() => world.close());

  it('are administered: added, changed and removed, and each of it is recorded', async () => {
    const added = await api('POST', '/protected-hosts', WIKI);
    expect(added.status).toBe(201);
    expect(added.headers.get('location')).toBe('/admin/v1/protected-hosts/wiki.example.com');
    expect(added.body).toMatchObject({ ...WIKI, rules: [{}], headers: { 'Remote-User': 'username' } });
    expect((await api('POST', '/protected-hosts', WIKI)).status).toBe(409);

    const path = '/protected-hosts/wiki.example.com';
    const tag = added.headers.get('etag') ?? '';
    const rules = [{ roles: ['editor'] }];
    const changed = await api('PATCH', path, { rules, headers: { 'Remote-Name': null } }, { 'if-match': tag });
    expect(changed.body).toMatchObject({ name: 'Wiki', rules });
    expect(changed.body.headers).not.toHaveProperty('Remote-Name');
    expect((await api('PATCH', path, { name: 'Other' }, { 'if-match': tag })).status).toBe(412);
    expect((await api('PATCH', path, { host: 'other.example.com' })).status).toBe(400);
    const usual = await api('PATCH', path, { rules: null, headers: null });
    expect(usual.body).toEqual(added.body);

    await api('POST', '/protected-hosts', { host: 'app.example.com:8443', name: 'App' });
    const { body: page } = await api('GET', '/protected-hosts?limit=1');
    const { body: next } = await api('GET', `/protected-hosts?limit=1&cursor=${page.next_cursor}`);
    expect([...page.items, ...next.items].map(({ host }) => host)).toEqual(['app.example.com:8443', WIKI.host]);
    expect((await api('DELETE', '/protected-hosts/app.example.com%3A8443')).status).toBe(204);
    expect((await api('GET', '/protected-hosts/app.example.com%3A8443')).status).toBe(404);
    expect((await api('DELETE', path)).status).toBe(204);
    for (const none of ['%00', '%F0%9F%99%82', 'x'.repeat(300)])
      expect((await api('GET', `/protected-hosts/${none}`)).status).toBe(404);

    const ofWiki = (await hostEvents()).filter(({ client_id }) => client_id === 'forward-auth:wiki.example.com');
    expect(ofWiki.map(({ type }) => type.replace('protected_host.', ''))).toEqual([
      'created',
      'updated',
      'updated',
      'deleted',
    ]);
  });

  it('are the only clients of such identifiers, and no one can change those', async () => {
    await api('POST', '/protected-hosts', WIKI);
    const client_id = 'forward-auth:wiki.example.com';
    const redirect_uris = ['https://evil.example/cb'];
    for (const id of [client_id, 'forward-auth:x'])
      expect((await api('POST', '/clients', { client_id: id, redirect_uris })).status).toBe(409);
    const address = `/clients/${encodeURIComponent(client_id)}`;
    expect((await api('PATCH', address, { redirect_uris })).status).toBe(404);
    expect((await api('POST', `${address}/secret`, {})).status).toBe(404);
    expect((await api('DELETE', address)).status).toBe(404);
    expect(await world.app.get(ClientsService).find(client_id)).toMatchObject({ scope: ['openid'], secrets: [] });
    await api('DELETE', '/protected-hosts/wiki.example.com');
    expect(await world.app.get(ClientsService).find(client_id)).toBeUndefined();
  });

  it('come from a bootstrap file, go into an export, and the same file twice changes nothing', async () => {
    const bootstrap = world.app.get(BootstrapService);
    const file = join(newFolder(), 'bootstrap.json');
    const apply = (protected_hosts: unknown) => {
      writeFileSync(file, JSON.stringify({ protected_hosts }));
      return bootstrap.apply(file);
    };
    const before = (await hostEvents()).length;
    const declared = [{ ...WIKI, rules: [{ paths: ['/x'], access: 'public' }, {}] }];
    await apply(declared);
    await apply(declared);
    expect(await hostEvents()).toHaveLength(before + 1);
    const { protected_hosts: exported } = await world.app.get(ConfigurationExport).document(false);
    expect(exported).toEqual([expect.objectContaining(declared[0] as object)]);

    await expect(apply([{ ...WIKI, rules: [{ paths: ['/x/'] }] }])).rejects.toThrow(
      '/protected_hosts/0/rules/0/paths/0',
    );
    await expect(apply([WIKI, WIKI])).rejects.toThrow('/protected_hosts/1/host');
    await expect(apply([{ ...WIKI, hosts: 1 }])).rejects.toThrow('/protected_hosts/0/hosts');
    expect((await world.app.get(ConfigurationExport).document(false)).protected_hosts).toEqual(exported);
  });
});

it('protected hosts are administered from the command line', async () => {
  const folder = newFolder();
  const environment = {
    DATABASE_URL: `sqlite:${join(folder, 'gatehouse.sqlite')}`,
    ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
  };
  const cli = new CommandLine(environment);
  const rules = join(folder, 'rules.json');
  writeFileSync(rules, JSON.stringify([{ paths: ['/public'], access: 'public' }, {}]));
  const created = await cli.json('protected-hosts', 'create', 'wiki.example.com', '--name', 'Wiki', '--group', 'staff');
  expect(created).toMatchObject({ host: 'wiki.example.com', name: 'Wiki', rules: [{ groups: ['staff'] }] });
  const updated = await cli.json('protected-hosts', 'update', 'wiki.example.com', '--rules', rules);
  expect(updated).toMatchObject({ name: 'Wiki', rules: [{ paths: ['/public'], access: 'public' }, {}] });
  expect((await cli.run('protected-hosts', 'update', 'wiki.example.com', '--rules', rules, '--role', 'x')).code).toBe(
    2,
  );
  expect(await cli.json('protected-hosts', 'list')).toHaveLength(1);
  const found = async (more: Readonly<Record<string, string>> = {}) => {
    const { stdout } = await new CommandLine({ ...environment, ...more }).run('doctor', '--json');
    return JSON.parse(stdout).find(({ check }: { check: string }) => check === 'protected hosts');
  };
  expect(await found()).toMatchObject({ result: 'warn', detail: expect.stringContaining('set TRUST_PROXY') });
  expect(await found({ TRUST_PROXY: '10.0.0.7' })).toMatchObject({ result: 'ok' });
  await cli.run('protected-hosts', 'delete', 'wiki.example.com', '--yes');
  expect(await cli.json('protected-hosts', 'list')).toEqual([]);
});

it('a host is protected too by a server whose issuer has a path', async () => {
  const ISSUER = 'https://login.example.com/auth';
  const world = await createWorld({ issuer: ISSUER, trustProxy: ['127.0.0.0/8'] });
  try {
    await world.app.get(ProtectedHosts).create(WIKI, {});
    const browser = new HostsBrowser({
      'https://login.example.com': askServer(world.config.port, { 'x-forwarded-proto': 'https' }),
      'https://wiki.example.com': protectingProxy(world.config.port, WIKI.host),
    });
    await browser.get('https://wiki.example.com/page');
    expect(browser.page.url).toContain(`${ISSUER}/login?`);
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.page).toMatchObject({ status: 200, url: 'https://wiki.example.com/page' });
    expect(browser.at('https://wiki.example.com').cookie('__Host-gatehouse_access')).toBeDefined();
  } finally {
    await world.close();
  }
});
