import { BoundedPool, TooBusy } from './bounded-pool.js';

/** Work that ends when told to. */
function work(log: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async () => {
    log.push(name);
    await ended;
    return name;
  };
  return { run, end };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a bounded pool', () => {
  it('runs at most so many at once and the others in the order they came', async () => {
    const pool = new BoundedPool(2, 10);
    const log: string[] = [];
    const all = ['a', 'b', 'c', 'd'].map((name) => work(log, name));
    const results = all.map((each) => pool.run(each.run));
    await turn();
    expect(log).toEqual(['a', 'b']);
    all[1]?.end();
    await turn();
    expect(log).toEqual(['a', 'b', 'c']);
    for (const each of all) each.end();
    await expect(Promise.all(results)).resolves.toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuses what would wait too long, as an error that is answered with 429 and Retry-After', async () => {
    const pool = new BoundedPool(1, 1);
    const log: string[] = [];
    const first = work(log, 'first');
    const results = [pool.run(first.run), pool.run(async () => 'second')];
    await expect(pool.run(async () => 'third')).rejects.toThrow(TooBusy);
    await expect(pool.run(async () => 'third')).rejects.toMatchObject({ statusCode: 429, retryAfter: 1 });
    first.end();
    await expect(Promise.all(results)).resolves.toEqual(['first', 'second']);
  });

  it('refuses what exceeds the most that may wait of one account, and nothing of others', async () => {
    const pool = new BoundedPool(1, 10, 2);
    const first = work([], 'first');
    const of = (account: string, network = 'n') => pool.run(async () => account, { network, account });
    const results = [pool.run(first.run), of('a'), of('a', 'm')];
    await expect(of('a', 'o')).rejects.toThrow(TooBusy);
    results.push(of('b'), of('c'));
    first.end();
    await expect(Promise.all(results)).resolves.toEqual(['first', 'a', 'a', 'b', 'c']);
    await expect(of('a')).resolves.toBe('a');
  });

  it('lets one network not take all the places in which to wait', async () => {
    const pool = new BoundedPool(1, 3);
    const first = work([], 'first');
    const running = pool.run(first.run);
    const of = (account: string, network: string) => pool.run(async () => account, { network, account });
    const many = ['a', 'b', 'c'].map((account) => of(account, 'n'));
    const other = of('d', 'm');
    await expect(many.at(-1)).rejects.toMatchObject({ statusCode: 429, retryAfter: 1 });
    await expect(of('e', 'n')).rejects.toThrow(TooBusy);
    first.end();
    await expect(Promise.all([running, ...many.slice(0, 2), other])).resolves.toEqual(['first', 'a', 'b', 'd']);
  });

  it('gives the place of failed work to the next', async () => {
    const pool = new BoundedPool(1, 50);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        pool.run(async () => (index % 2 ? Promise.reject(new Error('no')) : index)),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
    await expect(pool.run(async () => 'free again')).resolves.toBe('free again');
  });

  it('lets go on in fours what has run while at least four wait, and the rest at once', async () => {
    const pool = new BoundedPool(1, 50);
    const all = Array.from({ length: 10 }, (_, index) => work([], String(index)));
    const goneOn: number[] = [];
    const wentOn: number[] = [];
    const results = all.map(({ run }, index) =>
      pool
        .run(run)
        .then(() => pool.goOn())
        .then(() => goneOn.push(index)),
    );
    for (const { end } of all) {
      end();
      await turn();
      wentOn.push(goneOn.length);
    }
    // When the sixth has run, only three wait.
    expect(wentOn).toEqual([0, 0, 0, 3, 3, 6, 7, 8, 9, 10]);
    expect(goneOn).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await Promise.all(results);
  });

  it('lets nothing wait for work that fails', async () => {
    const pool = new BoundedPool(1, 50);
    const first = pool.run(async () => 'first').then(() => pool.goOn());
    const others = Array.from({ length: 8 }, () => pool.run(() => Promise.reject(new Error('no'))));
    await Promise.allSettled(others);
    await expect(first).resolves.toBeUndefined();
  });
});
