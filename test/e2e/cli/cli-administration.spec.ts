import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../../src/clients/client.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { AccountDeletions } from '../../../src/users/own-account/account-deletions.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { CommandLine } from '../../support/command-line.js';
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

  const failure = async (...words: string[]) => {
    const { code, stderr } = await gatehouse.run(...words);
    return [code, stderr.trim()];
  };

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

  it('makes, changes and removes roles', async () => {
    const words = ['statistician', '--description', 'Counts', '--scope', 'users:read', 'clients:read'];
    await expect(gatehouse.json('roles', 'create', ...words)).resolves.toEqual({
      name: 'statistician',
      description: 'Counts',
      scopes: ['users:read', 'clients:read'],
      built_in: false,
    });
    await expect(gatehouse.json('roles', 'update', 'statistician', '--scope', 'users:read')).resolves.toMatchObject({
      scopes: ['users:read'],
      description: 'Counts',
    });
    await expect(gatehouse.json('roles', 'update', 'statistician', '--no-scope')).resolves.toMatchObject({
      scopes: [],
    });
    const names = (await gatehouse.json('roles', 'list')).map(({ name }: { name: string }) => name);
    expect(names).toEqual(['admin', 'auditor', 'client-manager', 'statistician', 'user-manager']);
    expect(await failure('roles', 'update', 'admin', '--no-scope')).toEqual([1, expect.stringContaining('built in')]);
    expect((await failure('roles', 'create', 'other'))[0]).toBe(2);
    await gatehouse.json('users', 'roles', 'add', 'bob', 'statistician');
    expect(await failure('roles', 'delete', 'statistician', '--yes')).toEqual([1, expect.stringContaining('hold')]);
    const asked = await failure('roles', 'update', 'statistician', '--scope', 'users:read');
    expect(asked).toEqual([
      1,
      expect.stringMatching(/statistician already: 1\n\S+ {2}bob\nno one can be asked; add --yes$/),
    ]);
    const more = ['roles', 'update', 'statistician', '--scope', 'users:read', '--yes'];
    await expect(gatehouse.json(...more)).resolves.toMatchObject({ scopes: ['users:read'] });
    await gatehouse.json('users', 'roles', 'remove', 'bob', 'statistician');
    await expect(gatehouse.run('roles', 'delete', 'statistician', '--yes')).resolves.toMatchObject({ code: 0 });
  });

  it('makes, changes and removes resources', async () => {
    const scopes = ['--scope', 'r:read=Read = look', 'r:all=Everything', '--role', 'r:all=admin,editor'];
    await expect(gatehouse.json('resources', 'create', 'urn:r', '--name', 'R', ...scopes)).resolves.toEqual({
      identifier: 'urn:r',
      name: 'R',
      scopes: {
        'r:all': { description: 'Everything', role: ['admin', 'editor'] },
        'r:read': { description: 'Read = look' },
      },
      built_in: false,
    });
    const tokens = [
      '--access-token-lifetime',
      '60',
      '--access-token-signing-alg',
      'RS256',
      '--access-token-typ',
      'JWT',
    ];
    const change = ['--scope', 'r:new=New', '--remove-scope', 'r:all', ...tokens];
    await expect(gatehouse.json('resources', 'update', 'urn:r', ...change)).resolves.toMatchObject({
      name: 'R',
      scopes: { 'r:read': { description: 'Read = look' }, 'r:new': { description: 'New' } },
      access_token_lifetime: 60,
      access_token_signing_alg: 'RS256',
      access_token_typ: 'JWT',
    });
    expect((await failure('resources', 'update', 'urn:r', '--access-token-typ', 'jwt'))[0]).toBe(2);
    const table = (await gatehouse.run('resources', 'list')).stdout;
    expect(table).toMatch(/^IDENTIFIER +NAME +BUILT_IN/);
    expect(table).toMatch(/urn:r .*r:new r:read/);
    expect((await failure('resources', 'update', 'urn:r', '--role', 'r:read=admin'))[0]).toBe(1);
    expect((await failure('resources', 'update', 'urn:r', '--scope', 'x'))[0]).toBe(1);
    await expect(gatehouse.run('resources', 'delete', 'urn:r', '--yes')).resolves.toMatchObject({ code: 0 });
  });

  it('says how claims are made, of clients, resources and scopes', async () => {
    await gatehouse.json('attributes', 'declare', 'department', '--description', 'Where the person works');
    const role = { claim: 'role', from: 'groups', as: 'text', values: { '/ops': 'Admin' } };
    const { claim: _claim, ...members } = role;
    const made = ['--claim-mapping', 'login=username', `role:=${JSON.stringify(members)}`];
    const client = ['--redirect-uri', 'https://c.example/cb', '--scope', 'openid profile groups', ...made];
    await expect(gatehouse.json('clients', 'create', '--id', 'claims', ...client)).resolves.toMatchObject({
      claim_mappings: [{ claim: 'login', from: 'username' }, role],
    });
    const other = ['--claim-mapping', 'dep=attributes.department'];
    const dep = { claim: 'dep', from: 'attributes.department' };
    await expect(gatehouse.json('clients', 'update', 'claims', ...other)).resolves.toMatchObject({
      claim_mappings: [dep],
    });
    const update = ['clients', 'update', 'claims'];
    expect((await gatehouse.json(...update, '--no-claim-mappings')).claim_mappings ?? []).toEqual([]);
    expect(await failure(...update, '--claim-mapping', 'x=attributes.other')).toEqual([
      1,
      expect.stringMatching(/^--claim-mapping x=attributes.other from names an attribute that is not declared/),
    ]);
    for (const wrong of ['x', '=username', 'x:=username', 'x:=["username"]'])
      expect(await failure(...update, '--claim-mapping', wrong)).toEqual([
        1,
        expect.stringContaining('--claim-mapping'),
      ]);

    const scopes = ['--scope', 'c:read=Read', 'c:all=All', '--role', 'c:all=admin', ...other];
    const ofScope = ['--scope-claim-mapping', 'c:read=login=username', 'c:read=plan:={"value":"gold"}'];
    const created = await gatehouse.json('resources', 'create', 'urn:c', '--name', 'C', ...scopes, ...ofScope);
    const mappings = [
      { claim: 'login', from: 'username' },
      { claim: 'plan', value: 'gold' },
    ];
    expect(created).toMatchObject({
      claim_mappings: [dep],
      scopes: { 'c:read': { description: 'Read', claim_mappings: mappings }, 'c:all': { role: 'admin' } },
    });
    const later = ['--scope-claim-mapping', 'c:all=dep=attributes.department', '--no-claim-mappings'];
    const updated = await gatehouse.json('resources', 'update', 'urn:c', ...later);
    expect(updated).not.toHaveProperty('claim_mappings');
    expect(updated.scopes).toEqual({
      'c:read': { description: 'Read', claim_mappings: mappings },
      'c:all': { description: 'All', role: 'admin', claim_mappings: [dep] },
    });
    expect(await failure('resources', 'create', 'urn:d', '--name', 'D', '--scope-claim-mapping', 'd=x')).toEqual([
      1,
      expect.stringContaining('--scope-claim-mapping d x'),
    ]);
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

  it('lets others register clients', async () => {
    const words = ['create', '--description', 'Pipeline', '--expires-in', '60', '--max-uses', '2'];
    const created = await gatehouse.json('initial-access-tokens', ...words);
    expect(created).toMatchObject({ description: 'Pipeline', max_uses: 2, uses: 0, token: expect.any(String) });
    const { token: _token, ...listed } = created;
    await expect(gatehouse.json('initial-access-tokens', 'list')).resolves.toEqual([listed]);
    expect((await failure('initial-access-tokens', 'create', '--max-uses', '0'))[0]).toBe(2);
    await gatehouse.run('initial-access-tokens', 'revoke', created.id, '--yes');
    await expect(gatehouse.json('initial-access-tokens', 'list')).resolves.toEqual([]);
  });

  it('is told to the audit log, with who ran the command', async () => {
    await run('cli.js', ['users', 'set-password', 'bob'], environment, `${PASSWORD}!`);
    await gatehouse.json('clients', 'create', '--id', 'audited', '--redirect-uri', 'https://a.example/cb');
    const events = await gatehouse.json('audit', 'list', '--limit', '1000');
    const byCommands = events.filter(({ actor }: { actor?: string }) => actor?.startsWith('os:'));
    const types = new Set(byCommands.map(({ type }: { type: string }) => type));
    const expected = [
      ...['created', 'updated', 'disabled', 'deleted', 'password_changed'].map((what) => `user.${what}`),
      ...['role', 'resource'].flatMap((thing) => ['created', 'updated', 'deleted'].map((what) => `${thing}.${what}`)),
      ...['consent.withdrawn', 'tokens.revoked', 'client.created'],
      ...['initial_access_token.created', 'initial_access_token.deleted'],
    ];
    expect(expected.filter((type) => !types.has(type))).toEqual([]);
  });
});
