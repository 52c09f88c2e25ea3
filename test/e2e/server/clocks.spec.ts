import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR } from '../../../src/platform/clock.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { putAhead } from '../../support/clock.js';
import { environment, newFolder, Program, run } from '../../support/program.js';
import { newDatabaseUrl } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { authorizeUrl, createWorld, signedInBrowser, type World } from '../../support/world.js';

/** A clock that shows as many milliseconds too many as a file says at present. */
const SHIFT = join(newFolder(), 'shift');
const CLOCK = join(newFolder(), 'clock.cjs');
const PRELOADED = `
const { readFileSync } = require('node:fs');
const now = Date.now;
let shift = 0;
const read = () => { shift = Number(readFileSync(${JSON.stringify(SHIFT)}, 'utf8')); };
read();
setInterval(read, 50).unref();
Date.now = () => now() + shift;
`;

describe.each([HOUR * 1000, -HOUR * 1000])('a replica whose clock is off by %i ms', (shift) => {
  let settings: Awaited<ReturnType<typeof environment>>;
  let program: Program;

  beforeAll(async () => {
    writeFileSync(CLOCK, PRELOADED);
    writeFileSync(SHIFT, `${shift}`);
    settings = await environment({
      DATABASE_URL: await newDatabaseUrl('postgres'),
      NODE_OPTIONS: `--require ${CLOCK}`,
      LOG_LEVEL: 'info',
    });
    program = new Program('main.js', [], settings);
    await program.says(/listening on/);
  });
  afterAll(async () => {
    program.signal('SIGTERM');
    await program.ended;
  });

  const ready = async () => {
    const answer = await fetch(`http://localhost:${settings.PORT}/health/ready`);
    return [answer.status, answer.headers.get('retry-after'), ((await answer.json()) as { status: string }).status];
  };
  const becomes = async (status: number) => {
    await until(async () => (await ready())[0] === status);
    return ready();
  };
  const WRONG = [503, '1', expect.stringMatching(/^clock differs from the database's by 3\d{6} ms$/)];

  it('is not ready and says so, from its start, until its clock is right, and again when it goes wrong', async () => {
    expect(await ready()).toEqual(WRONG);
    await program.says(/the clock differs from the database's; synchronise both with NTP/);
    writeFileSync(SHIFT, '0');
    expect(await becomes(200)).toEqual([200, null, 'ok']);
    await program.says(/the clock agrees with the database's again/);
    writeFileSync(SHIFT, `${shift}`);
    expect(await becomes(503)).toEqual(WRONG);
  });

  it('is found by the doctor', async () => {
    const { stdout } = await run('cli.js', ['doctor', '--json'], settings);
    const findings = JSON.parse(stdout) as readonly { readonly check: string }[];
    expect(findings.find(({ check }) => check === 'clock')).toMatchObject({ result: 'fail' });
  });
});

describe('a replica whose clock is ahead', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ dialect: 'postgres' });
  });
  afterAll(() => world.close());

  it('deletes no row that is alive', async () => {
    const browser = await signedInBrowser(world);
    const putRight = putAhead(world, 1_000 * HOUR);
    const deleted = await world.app.get(Purge).run();
    putRight();
    expect(new Set(Object.values(deleted))).toEqual(new Set([0]));
    await browser.get(authorizeUrl(world));
    expect(browser.page.url).toContain('/consent');
  });
});
