import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CODE_SECRET } from '../../../src/authorizations/authorizations.service.js';
import type { Client } from '../../../src/clients/client.js';
import { SubjectService } from '../../../src/clients/subject.service.js';
import { ServerSecrets } from '../../../src/platform/crypto/server-secrets.js';
import { UsersService } from '../../../src/users/users.service.js';
import { CommandLine } from '../../support/command-line.js';
import { newFolder } from '../../support/program.js';
import { DIALECTS, newDatabaseUrl } from '../../support/test-database.js';
import {
  createWorld,
  freshCode,
  freshTokens,
  redeem,
  refresh,
  signedInBrowser,
  type World,
} from '../../support/world.js';

const OFFLINE = { scope: 'openid offline_access api:read' };
const PAIRWISE = {
  clientId: 'pairwise',
  metadata: { subject_type: 'pairwise', redirect_uris: ['https://rp.example/cb'] },
} as unknown as Client;
const RENEWED = [
  'authorization-code',
  'csrf',
  'email-codes',
  'forward-auth',
  'idempotency',
  'proof-of-work',
  'refresh-token',
];
const NEVER = ['audit-chain', 'declarations', 'pairwise-subject', 'recovery-codes', 'user-handles'];

describe.each(DIALECTS)('the secrets of the server on %s', (dialect) => {
  const folder = newFolder();
  let world: World;
  let gatehouse: CommandLine;

  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? `sqlite:${join(folder, 'db.sqlite')}` : await newDatabaseUrl(dialect);
    world = await createWorld({ databaseUrl });
    const [ENCRYPTION_SECRET = ''] = world.config.encryptionSecrets;
    gatehouse = new CommandLine({ CWD: folder, DATABASE_URL: databaseUrl, ENCRYPTION_SECRET });
  });
  afterAll(() => world.close());

  /** On PostgreSQL the server hears of it; on SQLite its next round comes within half a minute. */
  async function takenOver(before: Buffer): Promise<void> {
    const secrets = world.app.get(ServerSecrets);
    if (dialect === 'sqlite') await secrets.refresh();
    while (secrets.get(CODE_SECRET).equals(before)) await sleep(10);
  }

  it('are listed with what ends if one is renewed, or why that never happens', async () => {
    const listed: readonly { name: string; renewed: string }[] = await gatehouse.json('secrets', 'list');
    const named = (kind: string) => listed.flatMap(({ name, renewed }) => (renewed === kind ? [name] : [])).sort();
    expect([named('by command'), named('never')]).toEqual([RENEWED, NEVER]);
  });

  it('are renewed while the server runs: codes and refresh tokens end, sessions and subject identifiers stay', async () => {
    const alice = (await world.app.get(UsersService).findByUsername('alice')) as { readonly id: string };
    const subject = () => world.app.get(SubjectService).subjectFor(alice, PAIRWISE);
    const [browser, sub] = [await signedInBrowser(world), subject()];
    const { refresh_token } = await freshTokens(world, OFFLINE);
    const code = await freshCode(world, {}, browser);
    const before = Buffer.from(world.app.get(ServerSecrets).get(CODE_SECRET));
    const renewed: readonly { name: string }[] = await gatehouse.json('secrets', 'renew', '--yes');
    expect(renewed.map(({ name }) => name).sort()).toEqual(RENEWED);
    await takenOver(before);
    await expect(redeem(world, code)).resolves.toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    await expect(refresh(world, refresh_token)).resolves.toMatchObject({ status: 400 });
    const next = await freshCode(world, {}, browser);
    await expect(redeem(world, next)).resolves.toMatchObject({ status: 200 });
    expect(subject()).toBe(sub);
    const events = await gatehouse.json('audit', 'list', '--type', 'server_secret.renewed');
    expect(events.map(({ details }: { details: { secret: string } }) => details.secret).sort()).toEqual(RENEWED);
  });

  it('are renewed by name only if nothing that is stored rests on them, and not without a yes', async () => {
    const said = async (...words: readonly string[]) => {
      const { code, stderr } = await gatehouse.run('secrets', 'renew', ...words);
      return [code, stderr.trim()];
    };
    expect(await said('csrf')).toEqual([1, 'no one can be asked; add --yes']);
    expect(await said('csrf', 'pairwise-subject', '--yes')).toEqual([
      1,
      'pairwise-subject is never renewed, because that would lose the identifiers by which clients of subject_type pairwise know people',
    ]);
    expect(await said('x', '--yes')).toEqual([1, 'there is no secret x; gatehouse secrets list shows all']);
    const renewed = await gatehouse.json('secrets', 'renew', 'csrf', '--yes');
    expect(renewed).toMatchObject([{ name: 'csrf' }]);
  });
});
