import { type CommandFolder, newCommandFolder } from '../../support/command-folder.js';
import { typesByCommands } from '../../support/command-line.js';

describe('roles, resources and what clients may have, by commands', () => {
  let { gatehouse, remove } = {} as CommandFolder;

  beforeAll(async () => {
    ({ gatehouse, remove } = await newCommandFolder());
    await gatehouse.run('users', 'create', 'bob', '--no-password');
  });
  afterAll(() => remove());

  const failure = (...words: string[]) => gatehouse.failure(...words);

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

  it('are told to the audit log, with who ran the command', async () => {
    const types = await typesByCommands(gatehouse);
    const expected = [
      ...['role', 'resource'].flatMap((thing) => ['created', 'updated', 'deleted'].map((what) => `${thing}.${what}`)),
      ...['initial_access_token.created', 'initial_access_token.deleted'],
    ];
    expect(expected.filter((type) => !types.has(type))).toEqual([]);
  });
});
