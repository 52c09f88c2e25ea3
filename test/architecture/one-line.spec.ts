import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { BootstrapService } from '../../src/operations/bootstrap/bootstrap.service.js';
import { describeApi } from '../../src/operations/documentation/describe-api.js';
import { ConfigurationExport } from '../../src/operations/import-export/configuration-export.service.js';
import { effectiveSettings } from '../../src/operations/settings/settings.js';
import { Database } from '../../src/platform/database/database.js';
import { Purge } from '../../src/platform/schedule/purge.js';
import { UsersService } from '../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../support/admin.js';
import { type StoppedClock, stopClock } from '../support/clock.js';
import { CommandLine } from '../support/command-line.js';
import { newFolder } from '../support/program.js';
import { CREATE_VOUCHERS, VOUCHER_GRANT, Vouchers, VouchersModule } from '../support/vouchers-room.js';
import { createWorld, freshTokens, introspect, post, registerClient, type World } from '../support/world.js';

const SCOPES = 'vouchers:read vouchers:write clients:read clients:write users:read users:write roles:write audit:read';

/** The one line. */
const EXTENSIONS = { rooms: [VouchersModule] };

describe('a room that is brought in by one line', () => {
  const folder = newFolder();
  const databaseUrl = `sqlite:${join(folder, 'db.sqlite')}`;
  let world: World;
  let admin: AdminApi;
  let clock: StoppedClock;

  beforeAll(async () => {
    world = await createWorld({ databaseUrl, roomSettings: { vouchers: { lifetime: 5 } } }, EXTENSIONS);
    await world.app.get(Database).execute(CREATE_VOUCHERS);
    clock = stopClock(world);
    admin = await adminApi(world, SCOPES);
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has its admin route, for its scope, recorded by its audit event', async () => {
    const { status, body } = await admin('POST', '/vouchers');
    expect([status, body]).toEqual([201, { voucher: expect.any(String) }]);
    expect((await (await adminApi(world, 'vouchers:read'))('POST', '/vouchers')).status).toBe(403);
    const events = await admin('GET', '/audit-events?type=voucher.made');
    expect(events.body.items).toEqual([expect.objectContaining({ type: 'voucher.made', actor: 'an-admin' })]);
  });

  it('has its grant, which clients are registered for by its rules', async () => {
    const { voucher } = (await admin('POST', '/vouchers')).body;
    const wrong = await admin('POST', '/clients', { grant_types: [VOUCHER_GRANT], scope: 'api:read' });
    expect([wrong.status, wrong.body.errors]).toEqual([
      400,
      [{ pointer: '/client_uri', detail: 'is needed for vouchers' }],
    ]);
    const client = await registerClient(world, {
      client_id: 'machine',
      client_uri: 'https://machine.example',
      grant_types: [VOUCHER_GRANT],
      scope: 'api:read',
    });
    const tokens = await post(world, '/oauth2/token', { grant_type: VOUCHER_GRANT, voucher }, client);
    expect([tokens.status, tokens.body.scope]).toEqual([200, 'api:read']);
    // And its claim, which introspection tells too; what the server says itself stays.
    const said = { voucher: 'paper', iss: world.issuer };
    expect(decodeJwt(tokens.body.access_token)).toMatchObject(said);
    expect(await introspect(world, tokens.body.access_token)).toMatchObject(said);
  });

  it('has its claim in ID tokens and userinfo, which no administrator maps', async () => {
    const { id_token, access_token } = await freshTokens(world);
    expect(decodeJwt(id_token)).toMatchObject({ voucher: 'none', iss: world.issuer });
    const headers = { authorization: `Bearer ${access_token}` };
    const userinfo = await (await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).json();
    expect(userinfo).toMatchObject({ voucher: 'alice', sub: decodeJwt(id_token).sub });
    const claim_mappings = [{ claim: 'voucher', value: 'gold' }];
    const wrong = await admin('POST', '/clients', { redirect_uris: ['https://rp.example/cb'], claim_mappings });
    expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([400, '/claim_mappings/0/claim']);
  });

  it('is advertised by its members of the metadata, and documented', async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({
      grant_types_supported: expect.arrayContaining([VOUCHER_GRANT]),
      scopes_supported: expect.arrayContaining(['vouchers:read', 'vouchers:write']),
      vouchers_supported: ['paper'],
      claims_supported: expect.arrayContaining(['voucher']),
    });
    const { paths, components } = describeApi(world.app, world.issuer);
    expect(paths['/admin/v1/vouchers']?.post?.security).toEqual([{ gatehouse: ['vouchers:write'] }]);
    expect(components?.schemas).toHaveProperty('Voucher');
  });

  it('has its setting', () => {
    expect(effectiveSettings(world.config)).toMatchObject({ vouchers: { lifetime: 5 } });
  });

  it('has its personal data exported and erased', async () => {
    const user = await world.app.get(UsersService).create({ username: 'carol' });
    const vouchers = world.app.get(Vouchers);
    await vouchers.make(user.id);
    const exported = await admin('GET', `/users/${user.id}/export`);
    expect(exported.body.vouchers).toEqual([{ id: expect.any(String) }]);
    expect((await admin('DELETE', `/users/${user.id}`)).status).toBe(204);
    await expect(vouchers.exportOf(user)).resolves.toEqual([]);
  });

  it('has its section of the bootstrap file applied, judged and exported', async () => {
    const [one, other] = [
      { id: 'one', user_id: 'dave' },
      { id: 'other', user_id: 'erin' },
    ];
    const file = join(folder, 'bootstrap.json');
    const apply = async (vouchers: readonly object[]) => {
      writeFileSync(file, JSON.stringify({ vouchers }));
      const { counts, warnings } = await world.app.get(BootstrapService).apply(file);
      return [counts.vouchers, warnings];
    };
    await expect(apply([one, { id: 'other' }])).rejects.toThrow('/vouchers/1/user_id: is missing');
    await expect(apply([one, one])).rejects.toThrow('/vouchers/1/id: is that of /vouchers/0 already');
    await expect(apply([one, other])).resolves.toEqual([2, []]);
    await expect(apply([one])).resolves.toEqual([1, []]);
    const { vouchers } = await world.app.get(ConfigurationExport).document(false);
    expect(vouchers).toEqual(expect.arrayContaining([one, other]));
  });

  it('has its rows purged at their end', async () => {
    const vouchers = world.app.get(Vouchers);
    await vouchers.make('someone');
    clock.pass(4);
    await world.app.get(Purge).run();
    expect(await vouchers.count()).toBeGreaterThan(0);
    clock.pass(2);
    await world.app.get(Purge).run();
    expect(await vouchers.count()).toBe(0);
  });

  it('has its secret, its check of the doctor and its command', async () => {
    expect(world.app.get(Vouchers).key).toHaveLength(32);
    const environment = { DATABASE_URL: databaseUrl, ENCRYPTION_SECRET: world.config.encryptionSecrets[0] as string };
    const gatehouse = new CommandLine({ ...environment, PORT: String(world.config.port) }, EXTENSIONS);
    await world.app.get(Vouchers).make('someone');
    await expect(gatehouse.json('vouchers', 'count')).resolves.toEqual({ count: 1 });
    const findings = await gatehouse.json('doctor');
    expect(findings).toContainEqual(expect.objectContaining({ check: 'vouchers', detail: '1 of them' }));
  });
});
