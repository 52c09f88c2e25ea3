import { execFileSync } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandFolder, newCommandFolder } from '../../support/command-folder.js';
import { BCRYPT, lines } from '../../support/imported-users.js';
import { Program } from '../../support/program.js';
import { DIALECTS } from '../../support/test-database.js';
import { until } from '../../support/until.js';

describe.each(DIALECTS)('importing on %s', (dialect) => {
  let { folder, environment, gatehouse, file, remove } = {} as CommandFolder;

  beforeEach(async () => {
    ({ folder, environment, gatehouse, file, remove } = await newCommandFolder(dialect));
  });
  afterEach(() => remove());

  it('takes NDJSON, and says of each line that is wrong what is', async () => {
    const path = file(
      'users.ndjson',
      `\uFEFF${lines({ username: 'alice', email: 'alice@example.com', password_hash: BCRYPT, roles: ['admin'] })}\r\n\r\n{oops\r\n${lines(
        { username: 'bob', emial: 'x' },
        { username: 'carol', password_hash: 'md5$x' },
        { username: 'dave', password: 'correct horse battery' },
      )}`,
    );
    const report = join(folder, 'rejected.ndjson');
    const { code, stdout, stderr } = await gatehouse.run(
      'users',
      'import',
      path,
      '--administrators',
      '--report',
      report,
      '--json',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('3 of 5 users were rejected');
    expect(JSON.parse(stdout)).toEqual({
      read: 5,
      created: 2,
      updated: 0,
      unchanged: 0,
      rejected: 3,
      rejections: [
        { line: 3, field: '', reason: expect.stringContaining('JSON') },
        { line: 4, username: 'bob', field: '/emial', reason: expect.stringContaining('unknown') },
        { line: 5, username: 'carol', field: '/password_hash', reason: expect.stringContaining('argon2id') },
      ],
      unmapped: [],
    });
    expect(readFileSync(report, 'utf8').trim().split('\n')).toHaveLength(3);
    await expect(gatehouse.json('users', 'show', 'alice')).resolves.toMatchObject({ roles: ['admin'] });
  });

  it('takes CSV, dry first', async () => {
    const path = file(
      'users.csv',
      'username,given_name,email,email_verified,roles,address.locality,password_hash,totp_secret\r\n' +
        `alice,"Alice ""A"", the first",alice@example.com,true,admin auditor,Berlin,${BCRYPT},JBSWY3DPEHPK3PXP\r\n` +
        'bob,,,,,,,\r\n' +
        'carol,too,few\r\n' +
        'dave,,dave@example.com,perhaps,,,,\r\n',
    );
    const dry = await gatehouse.run('users', 'import', path, '--dry-run', '--json');
    expect([dry.code, JSON.parse(dry.stdout)]).toMatchObject([1, { dry_run: true, read: 4, created: 2, rejected: 2 }]);
    const said = await gatehouse.run('users', 'import', path, '--dry-run');
    expect(said.stdout).toMatch(/^would be created +2\nwould be updated +0\n/m);
    expect(said.stderr).toMatch(/dry run: nothing is stored\n2 of 4 users would be rejected\n$/);
    await expect(gatehouse.run('users', 'list')).resolves.toMatchObject({ code: 1 });
    await gatehouse.run('migrate');
    await gatehouse.run('users', 'import', path, '--dry-run');
    await expect(gatehouse.json('users', 'list')).resolves.toEqual([]);
    const { stdout } = await gatehouse.run('users', 'import', path, '--administrators', '--json');
    expect(JSON.parse(stdout).rejections).toMatchObject([
      { line: 4, reason: expect.stringContaining('CSV') },
      { line: 5, username: 'dave', field: '/email_verified' },
    ]);
    await expect(gatehouse.json('users', 'show', 'alice')).resolves.toMatchObject({
      given_name: 'Alice "A", the first',
      email_verified: true,
      roles: ['admin', 'auditor'],
      address: { locality: 'Berlin' },
    });
    await expect(gatehouse.json('users', 'factors', 'list', 'alice')).resolves.toMatchObject([{ type: 'totp' }]);
  });

  it('names the line of a quote that is not closed, and takes every other line', async () => {
    const path = file(
      'users.csv',
      [
        'username,given_name,address.formatted',
        'alice,"Alice,',
        'bob,Bob,',
        'carol,"Carol","Long Street 1',
        '12345 Berlin"',
        'dave,"Dave" D.,',
        'erin,"Erin ""E""",',
        'frank,Frank,"Short Street',
      ].join('\n'),
    );
    const { code, stdout } = await gatehouse.run('users', 'import', path, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      {
        read: 6,
        created: 3,
        rejections: [
          { line: 2, reason: expect.stringContaining('quote') },
          { line: 6, reason: expect.stringContaining('quote') },
          { line: 8, reason: expect.stringContaining('(address.formatted) is not closed') },
        ],
      },
    ]);
    await expect(gatehouse.json('users', 'show', 'carol')).resolves.toMatchObject({
      address: { formatted: 'Long Street 1\n12345 Berlin' },
    });
    await expect(gatehouse.json('users', 'show', 'erin')).resolves.toMatchObject({ given_name: 'Erin "E"' });
  });

  it('takes CSV with semicolons, as spreadsheets of many countries write it', async () => {
    const path = file('users.csv', 'username;given_name;email\r\nalice;"Alice; the first";alice@example.com\r\n');
    await expect(gatehouse.json('users', 'import', path)).resolves.toMatchObject({ created: 1 });
    await expect(gatehouse.json('users', 'show', 'alice')).resolves.toMatchObject({ given_name: 'Alice; the first' });
  });

  it('says each mistake of a header once, and imports nothing', async () => {
    const path = file('users.csv', 'login,emial,given_name,given_name,address.town\nalice,a,b,c,d\nbob,a,b,c,d\n');
    const { code, stderr } = await gatehouse.run('users', 'import', path);
    expect([code, stderr.trim().split('\n')]).toEqual([
      1,
      [
        'line 1: there is no column username; the first line must name the columns',
        'line 1: column login is unknown; check its spelling',
        'line 1: column emial is unknown; check its spelling',
        'line 1: there are two columns given_name',
        'line 1: column address.town is unknown; check its spelling',
        'nothing was imported',
      ],
    ]);
  });

  it('says of each user who is here with other data that they differ, and changes them with --update only', async () => {
    const before = { username: 'alice', email: 'a@example.com', password_hash: BCRYPT, roles: ['editor'] };
    await gatehouse.json('users', 'import', file('before.ndjson', lines(before, { username: 'bob' })));
    const path = file(
      'after.ndjson',
      lines({ ...before, email: 'b@example.com', roles: [], disabled: true }, { username: 'bob' }, { username: 'zoe' }),
    );
    const rejection = {
      line: 1,
      username: 'alice',
      field: '',
      reason: 'is here already with another email, roles, disabled; --update changes that',
    };
    for (const more of [['--dry-run'], []]) {
      const { code, stdout } = await gatehouse.run('users', 'import', path, ...more, '--json');
      expect([code, JSON.parse(stdout)]).toMatchObject([1, { created: 1, unchanged: 1, rejections: [rejection] }]);
    }
    for (const more of [['--dry-run'], []]) {
      const outcome = await gatehouse.json('users', 'import', path, '--update', ...more);
      expect(outcome).toMatchObject({ created: 0, updated: 1, unchanged: 2, rejected: 0 });
    }
    await expect(gatehouse.json('users', 'import', path)).resolves.toMatchObject({ unchanged: 3 });
  });

  describe('without --administrators', () => {
    it('gives no role that has a scope of the admin API, and lists those roles', async () => {
      await gatehouse.run('roles', 'create', 'helpdesk', '--description', 'Helps', '--scope', 'users:read');
      const user = { username: 'alice', roles: ['admin', 'client-manager', 'helpdesk', 'editor'] };
      const native = file('users.ndjson', lines(user, { username: 'bob', roles: ['admin'] }));
      await expect(gatehouse.json('users', 'import', native)).resolves.toMatchObject({
        created: 2,
        rejected: 0,
        unmapped: [
          { what: 'administrative role admin', count: 2, why: expect.stringContaining('--administrators') },
          { what: 'administrative role client-manager', count: 1 },
          { what: 'administrative role helpdesk', count: 1 },
        ],
      });
      await expect(gatehouse.json('users', 'show', 'alice')).resolves.toMatchObject({ roles: ['editor'] });

      const auth0 = file('auth0.ndjson', lines({ email: 'carol@example.com', app_metadata: { roles: ['admin'] } }));
      await expect(gatehouse.json('import', 'auth0', auth0)).resolves.toMatchObject({
        unmapped: [{ what: 'administrative role admin' }],
      });
      const realm = file(
        'realm.json',
        JSON.stringify({ realm: 'r', users: [{ username: 'dave', realmRoles: ['admin'] }] }),
      );
      await expect(gatehouse.json('import', 'keycloak', realm)).resolves.toMatchObject({
        unmapped: [{ what: 'administrative role admin' }],
      });
      for (const username of ['bob', 'carol@example.com', 'dave'])
        await expect(gatehouse.json('users', 'show', username)).resolves.toMatchObject({ roles: [] });
    });

    it('changes no administrator', async () => {
      const path = file('users.ndjson', lines({ username: 'alice', email: 'alice@example.com', roles: ['admin'] }));
      await gatehouse.json('users', 'import', path, '--administrators');
      const foreign = file(
        'foreign.ndjson',
        lines({ username: 'ALICE', email: 'x@evil.example', password_hash: BCRYPT }),
      );
      const refused = await gatehouse.run('users', 'import', foreign, '--update', '--json');
      expect(JSON.parse(refused.stdout)).toMatchObject({
        updated: 0,
        rejections: [{ username: 'ALICE', field: '/username', reason: expect.stringContaining('--administrators') }],
      });
      await expect(gatehouse.json('users', 'show', 'alice')).resolves.toMatchObject({ email: 'alice@example.com' });
      await expect(gatehouse.json('users', 'import', foreign, '--update', '--administrators')).resolves.toMatchObject({
        updated: 1,
      });
    });

    it('gives no client a scope of the admin API', async () => {
      const client = {
        clientId: 'robot',
        secret: 'Zq3t6w9yB8EhMcQfTjWnZr4u7xAkDlGp',
        serviceAccountsEnabled: true,
        defaultClientScopes: ['roles:write', 'email'],
      };
      const path = file('realm.json', JSON.stringify({ realm: 'r', clients: [client] }));
      await expect(gatehouse.json('import', 'keycloak', path)).resolves.toMatchObject({
        clients_created: ['robot'],
        unmapped: [{ what: 'scope roles:write of client robot', why: expect.stringContaining('--administrators') }],
      });
      await expect(gatehouse.json('clients', 'show', 'robot')).resolves.toMatchObject({ scope: 'email' });
    });
  });

  it('goes on after it was killed, without duplicates', async () => {
    const count = 3_000;
    const users = Array.from({ length: count }, (_, index) => ({ username: `user-${index}`, password_hash: BCRYPT }));
    await gatehouse.run('migrate');
    // A file that does not come to its end, so that it is still being imported when that is killed.
    const pipe = join(folder, 'many.pipe');
    execFileSync('mkfifo', [pipe]);
    const killed = new Program('cli.js', ['users', 'import', pipe], environment);
    const sent = createWriteStream(pipe).on('error', () => undefined);
    sent.write(lines(...users.slice(0, 2_000)));
    await until(async () => (await gatehouse.run('users', 'show', 'user-999')).code === 0);
    killed.signal('SIGKILL');
    await expect(killed.ended).resolves.toMatchObject({ code: null });
    sent.destroy();
    const path = file('many.ndjson', lines(...users));
    const { created, unchanged, rejected } = await gatehouse.json('users', 'import', path);
    expect([created + unchanged, rejected]).toEqual([count, 0]);
    expect(unchanged).toBeGreaterThanOrEqual(1_000);
    expect(created).toBeGreaterThan(0);
    await expect(gatehouse.json('users', 'import', path)).resolves.toMatchObject({ created: 0, unchanged: count });
  });

  it('ends with 1 where there is no such file, and with 2 where it is used wrongly', async () => {
    await expect(gatehouse.run('users', 'import', 'nowhere.csv')).resolves.toMatchObject({ code: 1 });
    await expect(gatehouse.run('import', 'keycloak', file('x.json', '[]'))).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no member realm'),
    });
    await expect(gatehouse.run('users', 'import', 'x', '--format', 'xml')).resolves.toMatchObject({ code: 2 });
  });
});
