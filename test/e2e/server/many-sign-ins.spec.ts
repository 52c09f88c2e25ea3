import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser } from '../../../examples/headless-browser.js';
import { idleThreads } from '../../../src/users/passwords/argon2/idle-threads.spec-support.js';
import { freePort } from '../../support/free-port.js';
import { newFolder, Program } from '../../support/program.js';

const PERSON = { username: 'pat', password: 'correct horse battery' };

/** How many sign in at once: more than wait before passwords are hashed on idle threads. */
const MANY = 24;

async function start(environment: Readonly<Record<string, string>>): Promise<{ program: Program; issuer: string }> {
  const PORT = `${await freePort()}`;
  const BOOTSTRAP_FILE = join(newFolder(), 'bootstrap.json');
  writeFileSync(BOOTSTRAP_FILE, JSON.stringify({ users: [PERSON] }));
  const ENCRYPTION_SECRET = 'a-secret-of-the-tests-0123456789abcdef';
  const DATABASE_URL = `sqlite:${join(newFolder(), 'gatehouse.sqlite')}`;
  const program = new Program('main.js', [], { PORT, BOOTSTRAP_FILE, ENCRYPTION_SECRET, DATABASE_URL, ...environment });
  await program.says(/listening on /m);
  return { program, issuer: `http://localhost:${PORT}` };
}

/** @returns where each of many who sign in at once ends up */
async function signInAtOnce(issuer: string): Promise<ReadonlySet<string | undefined>> {
  const browsers = Array.from({ length: MANY }, () => new Browser(issuer));
  await Promise.all(browsers.map((browser) => browser.get('/login')));
  await Promise.all(browsers.map((browser) => browser.submitFirstForm(PERSON)));
  return new Set(browsers.map(({ trail }) => trail.at(-1)));
}

describe('many who sign in at once', () => {
  it('have their passwords hashed on threads that let everything else go first', async () => {
    const { program, issuer } = await start({});
    let threads = 0;
    const look = setInterval(() => {
      threads = Math.max(threads, idleThreads(program.pid));
    }, 2);
    while (threads === 0) await expect(signInAtOnce(issuer)).resolves.toEqual(new Set(['/account']));
    clearInterval(look);
    program.signal('SIGTERM');
    await expect(program.ended).resolves.toMatchObject({ code: 0 });
  });

  it('sign in if the system has no such threads, and the log says so once', async () => {
    const { program, issuer } = await start({ PATH: '/var/empty' });
    const told = /no idle threads/g;
    while (!told.test(program.stdout)) await expect(signInAtOnce(issuer)).resolves.toEqual(new Set(['/account']));
    await expect(signInAtOnce(issuer)).resolves.toEqual(new Set(['/account']));
    expect(idleThreads(program.pid)).toBe(0);
    program.signal('SIGTERM');
    const { code, stdout } = await program.ended;
    expect({ code, told: stdout.match(told)?.length }).toEqual({ code: 0, told: 1 });
  });
});
