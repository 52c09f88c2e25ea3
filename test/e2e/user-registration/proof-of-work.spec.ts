import { TASK_LIFETIME } from '../../../src/authentication/proof-of-work/proof-of-work.service.js';
import { PROOF_OF_WORK_SETTINGS } from '../../../src/authentication/proof-of-work/proof-of-work-settings.js';
import { SolvedTasksRepository } from '../../../src/authentication/proof-of-work/solved-tasks.repository.js';
import { readConfig } from '../../../src/platform/config/read-config.js';
import { Browser } from '../../support/browser.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { type MailedReplicas, startMailedReplicas } from '../../support/mailed-replicas.js';
import { shownTask, solutionOf, solved, work } from '../../support/proof-of-work.js';
import { CAROL } from '../../support/registering.js';
import { DIALECTS } from '../../support/test-database.js';
import { createWorld } from '../../support/world.js';

const RACERS = 50;
const NOT_SOLVED = 'has not solved the small task';
const OUTDATED = 'open for too long, or was sent twice';

describe.each(DIALECTS)('proof of work on %s', (dialect) => {
  let { mailServer, world, replica, close } = {} as MailedReplicas;
  let clock: StoppedClock;

  beforeAll(async () => {
    ({ mailServer, world, replica, close } = await startMailedReplicas(dialect, {
      userRegistration: { mode: 'open', limit: 1000 },
      proofOfWork: { isOn: true },
    }));
    clock = stopClock(world, replica);
  });
  afterAll(() => close());

  /** The registration form, after as much time as people need. */
  async function registration(): Promise<Browser> {
    const browser = new Browser(world.issuer);
    await browser.get('/register');
    clock.pass(3);
    return browser;
  }
  const send = async (browser: Browser, more = {}) => {
    const { status, html } = await browser.submitFirstForm({ ...CAROL, ...more });
    return [status, html] as const;
  };

  it('lets who has solved the task register, and ask for a new password', async () => {
    const browser = await registration();
    expect(browser.page.html).toContain('/assets/proof-of-work.js');
    expect(await send(browser, await work(browser))).toEqual([200, expect.stringContaining('Look into your mail')]);
    await mailServer.mailTo(CAROL.email);
    await browser.get('/forgot-password');
    await browser.submitFirstForm({ username: 'alice', ...(await work(browser)) });
    expect(browser.page.url).toBe(`${world.issuer}/forgot-password/sent`);
  });

  it('takes no form without a solution, keeps what was typed, and says so in words', async () => {
    const browser = await registration();
    const [status, html] = await send(browser);
    expect([status, html]).toEqual([400, expect.stringContaining(NOT_SOLVED)]);
    expect(browser.page.form?.fields).toMatchObject({ username: CAROL.username, email: CAROL.email, password: '' });
    const forgot = new Browser(world.issuer);
    await forgot.get('/forgot-password');
    await forgot.submitFirstForm({ username: 'bob' });
    expect([forgot.page.status, forgot.page.html]).toEqual([400, expect.stringContaining(NOT_SOLVED)]);
  });

  it('takes no solution that cost no work, of another task, or that is garbage', async () => {
    const browser = await registration();
    const task = shownTask(browser);
    const solution = await solutionOf(task);
    const { parameters } = task;
    // A key that was really derived, but begins otherwise.
    const elsewhere = { ...parameters, keyPrefix: 'ff' };
    const other = await solutionOf({ parameters: elsewhere });
    const forged = [
      solved(task, { ...solution, counter: solution.counter + 1 }),
      solved(task, other),
      solved(task, { ...other, derivedKey: `00${other.derivedKey.slice(2)}` }),
      solved({ ...task, parameters: elsewhere }, other),
      solved({ ...task, parameters: { ...parameters, keyPrefix: '' } }, other),
      solved({ ...task, parameters: { ...parameters, cost: 1 } }, solution),
      solved({ ...task, parameters: { ...parameters, cost: 1_000_000_000 } }, solution),
      solved({ ...task, parameters: { ...parameters, expiresAt: (parameters.expiresAt ?? 0) + 1 } }, solution),
      solved({ ...task, signature: '00'.repeat(32) }, solution),
      solved({ parameters }, solution),
      ...[null, 7, 'x', [], {}].map((each) => solved(each, each)),
      { altcha: 'no Base64 of JSON' },
      { altcha: 'a'.repeat(100_000) },
    ];
    for (const each of forged) {
      const [status] = await send(browser, each);
      expect([each, status]).toEqual([each, 400]);
    }
  });

  it('takes a task for half an hour', async () => {
    const [browser, late] = [await registration(), await registration()];
    const [inTime, tooLate] = [await work(browser), await work(late)];
    clock.pass(TASK_LIFETIME - 10);
    expect((await send(browser, inTime))[0]).toBe(200);
    clock.pass(10);
    expect(await send(late, tooLate)).toEqual([400, expect.stringContaining(OUTDATED)]);
  });

  it('takes a solution once, of fifty at the same time, on whatever replica', async () => {
    const browser = new Browser(world.issuer);
    await browser.get('/forgot-password');
    const body = new URLSearchParams({ ...browser.page.form?.fields, username: 'alice', ...(await work(browser)) });
    const headers = { cookie: `gatehouse_browser=${browser.cookie('gatehouse_browser')}` };
    const ports = [world.config.port, replica.config.port];
    const answers = await Promise.all(
      Array.from({ length: RACERS }, async (_, index) => {
        const address = `http://localhost:${ports[index % 2]}/forgot-password`;
        const answer = await fetch(address, { method: 'POST', body, headers, redirect: 'manual' });
        return [answer.status, await answer.text()] as const;
      }),
    );
    const refused = answers.filter(([status]) => status !== 303);
    expect(refused).toHaveLength(RACERS - 1);
    for (const each of refused) expect(each).toEqual([400, expect.stringContaining(OUTDATED)]);
  });

  it('remembers no more solutions than there is room for, and forgets them after their time', async () => {
    const tasks = world.app.get(SolvedTasksRepository);
    const now = clock.now() + 1_000_000_000;
    await tasks.purge(now, 1000);
    const used = [];
    for (const digest of ['one', 'two', 'three']) used.push(await tasks.use(digest, now, 2));
    expect(used).toEqual([true, true, false]);
    expect(await tasks.purge(now, 1000)).toBe(2);
  });
});

describe('proof of work', () => {
  it('is asked for only if the setting says so', async () => {
    const read = (value?: string) =>
      readConfig(value === undefined ? {} : { PROOF_OF_WORK: value }, [PROOF_OF_WORK_SETTINGS]).roomSettings
        ?.proofOfWork;
    expect([read(), read('true')]).toEqual([{ isOn: false }, { isOn: true }]);
    const world = await createWorld({ roomSettings: { userRegistration: { mode: 'open' } } });
    for (const path of ['/register', '/forgot-password']) {
      const { html } = await new Browser(world.issuer).get(path);
      expect(html).not.toMatch(/altcha|proof-of-work/);
    }
    await world.close();
  });
});
