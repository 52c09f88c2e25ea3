import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLine } from '../../support/command-line.js';
import { newFolder } from '../../support/program.js';

/** `second_factor` of roles and clients, as commands, the bootstrap file and exports say it. */
describe('what roles and clients say of second factors', () => {
  const folder = newFolder();
  const gatehouse = new CommandLine({
    CWD: folder,
    DATABASE_URL: `sqlite:${join(folder, 'db.sqlite')}`,
    ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
  });
  const file = join(folder, 'bootstrap.json');

  beforeAll(() => gatehouse.run('migrate'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const bootstrap = (document: unknown) => {
    writeFileSync(file, JSON.stringify(document));
    return gatehouse.run('bootstrap', file);
  };

  it('is changed by commands, also of a built-in role, of which nothing else can be', async () => {
    const role = () => gatehouse.json('roles', 'show', 'admin');
    expect(await role()).not.toHaveProperty('second_factor');
    await gatehouse.json('roles', 'update', 'admin', '--second-factor', 'required');
    expect(await role()).toMatchObject({ second_factor: 'required' });
    expect((await gatehouse.run('roles', 'update', 'admin', '--second-factor', 'maybe')).code).toBe(2);
    expect((await gatehouse.run('roles', 'update', 'admin', '--description', 'x')).code).toBe(1);
    await gatehouse.json('roles', 'update', 'admin', '--second-factor', 'unset');
    expect(await role()).not.toHaveProperty('second_factor');
  });

  it('is declared by a bootstrap file and in an export of it, which makes the same of another server', async () => {
    const roles = [
      { name: 'admin', second_factor: 'required' },
      { name: 'cashier', description: 'Sells', second_factor: 'optional' },
    ];
    const client = {
      client_id: 'payroll',
      redirect_uris: ['https://payroll.example.com/cb'],
      token_endpoint_auth_method: 'none',
    };
    const clients = [{ ...client, minimum_acr: 'phr', second_factor: 'required' }];
    expect(await bootstrap({ roles, clients })).toMatchObject({ code: 0, stderr: '' });
    const exported = await gatehouse.json('export');
    expect(exported.roles).toEqual(expect.arrayContaining(roles.map((role) => expect.objectContaining(role))));
    expect(exported.clients).toEqual([expect.objectContaining({ minimum_acr: 'phr', second_factor: 'required' })]);
    // What a file does not name stays.
    expect(await bootstrap({ clients: [client] })).toMatchObject({ code: 0 });
    expect(await gatehouse.json('roles', 'show', 'admin')).toMatchObject({ second_factor: 'required' });
    expect(await bootstrap({ roles: [{ name: 'admin', second_factor: 'maybe' }] })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/roles/0/second_factor'),
    });
  });
});
