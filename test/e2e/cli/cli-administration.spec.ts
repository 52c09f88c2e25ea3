import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../../src/clients/client.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { AccountDeletions } from '../../../src/users/own-account/account-deletions.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { CommandLine, typesByCommands } from '../../support/command-line.js';
import { newFolder, run } from '../../support/program.js';
import { createWorld, freshTokens, PASSWORD, refresh, signedInBrowser, type World } from '../../support/world.js';

const OFFLINE = 'openid offline_access api:read';

describe('administering by commands', () => {
  const folder = newFolder();
  const databaseUrl = `sqlite:${join(folder, 'db.sqlite')}`;
  const environment = {
    CWD: folder,
    DATABASE_URL: databaseUrl,
    ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
  };
  const gatehouse = new CommandLine(environment);
  let world: World;

  beforeAll(async () => {
    world = await createWorld({ databaseUrl });
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const failure = (...words: string[]) => gatehouse.failure(...words);

  it('asks before what cannot be undone, and where no one can be asked does nothing without --yes', async () => {
    const destructive = [
      ['users', 'delete', 'bob'],
      ['clients', 'delete', 'app1'],
      ['roles', 'delete', 'x'],
      ['resources', 'delete', 'urn:x'],
      ['sessions', 'end', 'bob'],
      ['consents', 'withdraw', 'bob', 'app1'],
      ['grants', 'revoke', 'x'],
      ['initial-access-tokens', 'revoke', 'x'],
    ];
    for (const words of destructive) expect(await failure(...words)).toEqual([1, 'no one can be asked; add --yes']);
    await expect(gatehouse.json('users', 'show', 'bob')).resolves.toMatchObject({ username: 'bob' });
    await expect(gatehouse.json('clients', 'show', 'app1')).resolves.toMatchObject({ client_id: 'app1' });
  });

  it('says what is not there', async () => {
    expect(await failure('users', 'delete', 'nobody', '--yes')).toEqual([1, 'there is no user nobody']);
    expect(await failure('roles', 'delete', 'x', '--yes')).toEqual([1, 'there is no role x']);
    expect(await failure('resources', 'show', 'urn:x')).toEqual([1, 'there is no resource urn:x']);
    expect(await failure('sessions', 'list', 'nobody')).toEqual([1, 'there is no user nobody']);
    expect(await failure('sessions', 'end', 'bob', 'x', '--yes')).toEqual([1, expect.stringContaining('no session x')]);
    expect(await failure('consents', 'withdraw', 'bob', 'x', '--yes')).toEqual([1, expect.stringContaining('nothing')]);
    expect(await failure('grants', 'revoke', 'x', '--yes')).toEqual([1, expect.stringContaining('no grant x')]);
    expect(await failure('initial-access-tokens', 'revoke', 'x', '--yes')).toEqual([1, expect.stringContaining('x')]);
  });

  it('changes users, by the same rules as the admin API', async () => {
    await gatehouse.json('users', 'create', 'carol', '--no-password', '--email', 'carol@example.com');
    const claims = ['--given-name', 'Carol', '--claim', 'locale=de-DE', '--username', 'Caroline', '--unset', 'email'];
    const changed = await gatehouse.json('users', 'update', 'carol', ...claims);
    expect(changed).toMatchObject({ username: 'Caroline', given_name: 'Carol', locale: 'de-DE', has_password: false });
    expect(changed).not.toHaveProperty('email');
    await gatehouse.json('users', 'roles', 'add', 'caroline', 'editor', 'auditor', 'editor');
    const { roles } = await gatehouse.json('users', 'roles', 'remove', 'caroline', 'auditor');
    expect(roles).toEqual(['editor']);
    await gatehouse.json('users', 'groups', 'add', 'caroline', '/staff', '/sales');
    expect((await gatehouse.json('users', 'groups', 'remove', 'caroline', '/sales')).groups).toEqual(['/staff']);
    const known = [
      '--attribute',
      'department=R&D=x',
      'floor:=3',
      'sites:=["a","b"]',
      'badge=7',
      '--group',
      '/staff/dev',
    ];
    const more = await gatehouse.json('users', 'update', 'caroline', ...known);
    const attributes = { department: 'R&D=x', floor: 3, sites: ['a', 'b'], badge: '7' };
    expect(more).toMatchObject({ groups: ['/staff/dev'], attributes });
    const fewer = ['--unset', 'attributes.badge', 'attributes.sites', '--attribute', 'floor:=4'];
    const { attributes: left } = await gatehouse.json('users', 'update', 'caroline', ...fewer);
    expect(left).toEqual({ department: 'R&D=x', floor: 4 });
    expect((await failure('users', 'update', 'caroline', '--attribute', 'floor:=x'))[0]).toBe(1);
    expect((await failure('users', 'update', 'caroline', '--unset', 'groups'))[0]).toBe(1);
    expect(await failure('users', 'update', 'caroline', '--username', 'bob')).toEqual([
      1,
      '--username is taken already',
    ]);
    expect((await failure('users', 'update', 'caroline', '--unset', 'roles'))[0]).toBe(1);
    expect((await failure('users', 'update', 'caroline'))[0]).toBe(2);
  });

  it('may disable and remove the last administrator, because it can make another', async () => {
    await expect(gatehouse.run('users', 'disable', 'alice')).resolves.toMatchObject({ code: 0 });
    await expect(gatehouse.run('users', 'enable', 'alice')).resolves.toMatchObject({ code: 0 });
  });

  it('keeps the account of a user who has deleted it', async () => {
    const dora = await world.app.get(UsersService).create({ username: 'dora', password: PASSWORD });
    const facts = { address: '192.0.2.1', userAgent: undefined, requestId: 'r' };
    await world.app.get(AccountDeletions).request(dora, 7, facts);
    const dueAt = async () => (await gatehouse.json('users', 'show', 'dora')).deletion_due_at;
    expect(await dueAt()).toEqual(expect.any(String));
    await expect(gatehouse.run('users', 'withdraw-deletion', 'dora')).resolves.toMatchObject({ code: 0 });
    expect(await dueAt()).toBeNull();
    await signedInBrowser(world, 'dora');
    expect((await failure('users', 'withdraw-deletion', 'dora'))[0]).toBe(1);
    await gatehouse.run('users', 'delete', 'dora', '--yes');
  });

  it('finds users', async () => {
    const found = async (...words: string[]) =>
      (await gatehouse.json('users', 'list', ...words)).map(({ username }: { username: string }) => username);
    await gatehouse.run('users', 'disable', 'caroline');
    await expect(found()).resolves.toEqual(['alice', 'bob', 'Caroline']);
    await expect(found('--search', 'example.com')).resolves.toEqual(['alice', 'bob']);
    await expect(found('--role', 'editor')).resolves.toEqual(['Caroline']);
    await expect(found('--group', '/staff/dev')).resolves.toEqual(['Caroline']);
    await expect(found('--email', 'BOB@example.com')).resolves.toEqual(['bob']);
    await expect(found('--disabled')).resolves.toEqual(['Caroline']);
    await expect(found('--no-disabled')).resolves.toEqual(['alice', 'bob']);
    await expect(gatehouse.run('users', 'delete', 'caroline', '--yes')).resolves.toMatchObject({ code: 0 });
    await expect(found()).resolves.toEqual(['alice', 'bob']);
  });

  it('ends sessions, withdraws consents and revokes grants', async () => {
    const browser = await signedInBrowser(world);
    const kept = await freshTokens(world, { scope: OFFLINE }, browser);
    const revoked = await freshTokens(world, { scope: OFFLINE }, browser);
    const [session] = await gatehouse.json('sessions', 'list', 'alice');
    expect(session).toMatchObject({
      amr: ['pwd'],
      client_ids: [],
      address: '127.0.0.1',
      user_agent: expect.any(String),
    });
    expect((await gatehouse.run('audit', 'list', '--actor', 'alice')).stdout).toMatch(/ login.succeeded +alice /);
    const grants = await gatehouse.json('grants', 'list', '--user', 'alice', '--client', 'app1');
    expect(grants).toHaveLength(2);
    const { clientName } = (await world.app.get(ClientsService).find('app1')) as Client;
    const table = (await gatehouse.run('grants', 'list')).stdout;
    expect(table).toMatch(/^ID +USER +CLIENT +CLIENT_ID +SCOPE/);
    expect(table).toMatch(new RegExp(`^\\S+ +alice +${clientName} +app1 +openid`, 'm'));
    expect((await gatehouse.run('consents', 'list', 'alice')).stdout).toMatch(
      new RegExp(`^CLIENT +CLIENT_ID +SCOPE .*\n${clientName} +app1 +openid`),
    );
    for (const { id } of grants) await gatehouse.run('grants', 'revoke', id, '--yes');
    expect((await refresh(world, revoked.refresh_token)).status).toBe(400);
    expect((await refresh(world, kept.refresh_token)).status).toBe(400);
    await expect(gatehouse.json('consents', 'list', 'alice')).resolves.toMatchObject([{ client_id: 'app1' }]);
    await expect(gatehouse.run('consents', 'withdraw', 'alice', 'app1', '--yes')).resolves.toMatchObject({ code: 0 });
    await expect(gatehouse.json('consents', 'list', 'alice')).resolves.toEqual([]);
    await signedInBrowser(world);
    await gatehouse.run('sessions', 'end', 'alice', session.id, '--yes');
    await expect(gatehouse.json('sessions', 'list', 'alice')).resolves.toHaveLength(1);
    await gatehouse.run('sessions', 'end', 'alice', '--yes');
    await expect(gatehouse.json('sessions', 'list', 'alice')).resolves.toEqual([]);
  });

  it('is told to the audit log, with who ran the command', async () => {
    await run('cli.js', ['users', 'set-password', 'bob'], environment, `${PASSWORD}!`);
    await gatehouse.json('clients', 'create', '--id', 'audited', '--redirect-uri', 'https://a.example/cb');
    const types = await typesByCommands(gatehouse);
    const expected = [
      ...['created', 'updated', 'disabled', 'deleted', 'password_changed'].map((what) => `user.${what}`),
      ...['consent.withdrawn', 'tokens.revoked', 'client.created'],
    ];
    expect(expected.filter((type) => !types.has(type))).toEqual([]);
  });
});
