import { FairQueue } from './fair-queue.js';

/** A queue of `network account number`, added in this order. */
function queueOf(...names: readonly string[]): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const name of names) {
    const [network = '', account] = name.split(' ');
    queue.add(name, { network, account });
  }
  return queue;
}

function drain(queue: FairQueue<string>): string[] {
  const order: string[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) order.push(next);
  return order;
}

describe('a fair queue', () => {
  it('lets networks take turns, and the accounts of each', () => {
    const queue = queueOf('n a 1', 'n a 2', 'n a 3', 'n b 1', 'm a 4', 'm a 5', 'o c 1');
    expect(drain(queue)).toEqual(['n a 1', 'm a 4', 'o c 1', 'n b 1', 'm a 5', 'n a 2', 'n a 3']);
    expect([queue.size, queue.sizeOf('a')]).toEqual([0, 0]);
  });

  it('lets who comes late wait for one turn of each network only', () => {
    const queue = queueOf('n a 1', 'n a 2', 'n a 3', 'n a 4');
    expect(queue.next()).toBe('n a 1');
    queue.add('m b 1', { network: 'm', account: 'b' });
    expect(drain(queue)).toEqual(['n a 2', 'm b 1', 'n a 3', 'n a 4']);
  });

  it('knows how many wait of an account, wherever they come from', () => {
    const queue = queueOf('n a 1', 'm a 2', 'm b 1', 'n');
    expect([queue.size, queue.sizeOf('a'), queue.sizeOf('b'), queue.sizeOf(undefined)]).toEqual([4, 2, 1, 1]);
    queue.next();
    expect([queue.size, queue.sizeOf('a')]).toEqual([3, 1]);
  });

  it('drops the last of the account and network of which most wait, for a network with fewer', () => {
    const queue = queueOf('n a 1', 'n b 1', 'n b 2', 'm c 1');
    expect(queue.dropFor({ network: 'n' })).toBeUndefined();
    expect(queue.dropFor({ network: 'm' })).toBe('n b 2');
    expect(queue.dropFor({ network: 'o' })).toBe('n b 1');
    expect(queue.dropFor({ network: 'o' })).toBeUndefined();
    expect(drain(queue)).toEqual(['n a 1', 'm c 1']);
  });
});
