import { availableParallelism } from 'node:os';
import { setTimeout as after } from 'node:timers/promises';
import { Argon2 } from './argon2.service.js';
import { IdleThreads } from './idle-threads.js';
import { idleThreads } from './idle-threads.spec-support.js';

const COSTS = { memoryCost: 1024, timeCost: 1, parallelism: 1 };
/** About half a second. */
const HIGH_COSTS = { memoryCost: 65_536, timeCost: 12, parallelism: 1 };

/** Resolves when the system has ended the last of them; otherwise the test hangs. */
async function noneLeft(): Promise<void> {
  while (idleThreads() > 0) await after(5);
}

// They are a thing of Linux, where the image and the unit of systemd run.
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('argon2 that yields', () => {
  let threads: IdleThreads;
  let argon2: Argon2;
  let encoded: string;

  beforeEach(async () => {
    threads = new IdleThreads({ workers: availableParallelism() });
    argon2 = new Argon2(threads);
    encoded = await argon2.hash('right', COSTS);
  });
  afterEach(async () => {
    await threads.onApplicationShutdown();
    await noneLeft();
  });

  async function started(): Promise<void> {
    while (!threads.pick()) await after(5);
  }

  it('works on threads that run while no other wants the processor, at most one for its share of each core', async () => {
    await started();
    const passwords = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'right' : 'wrong'));
    const verified = await Promise.all(passwords.map((password) => argon2.verify(encoded, password, true)));
    expect(verified).toEqual(passwords.map((password) => password === 'right'));
    await expect(argon2.verify(await argon2.hash('new', COSTS, true), 'new')).resolves.toBe(true);
    expect(idleThreads()).toBe(1);
  });

  it('starts no thread for work that does not yield', async () => {
    for (let times = 0; times < 20; times++) await argon2.verify(encoded, 'right');
    expect(idleThreads()).toBe(0);
  });

  it('gives work its turns among the rest of the server if a thread does not get to it in time', async () => {
    await started();
    const order: string[] = [];
    const long = argon2.hash('long', HIGH_COSTS, true).then(() => order.push('long'));
    const short = argon2.verify(encoded, 'right', true).then(() => order.push('short'));
    await Promise.all([long, short]);
    expect(order).toEqual(['short', 'long']);
  });

  it('survives what a thread fails at', async () => {
    await started();
    await expect(argon2.verify('$argon2id$v=19$m=8', 'right', true)).rejects.toThrow();
    await started();
    await expect(argon2.verify(encoded, 'right', true)).resolves.toBe(true);
  });

  it('ends its threads with the server, also the one that is just starting', async () => {
    await started();
    await threads.onApplicationShutdown();
    await noneLeft();
    threads.pick();
    await threads.onApplicationShutdown();
    await noneLeft();
  });

  it('ends its threads when none was needed for five seconds', async () => {
    await started();
    await noneLeft();
    await started();
    expect(idleThreads()).toBe(1);
  });
});
