import { execFileSync } from 'node:child_process';

/** The ends of a cable between this machine and a network of its own (RFC 5737 addresses); only root can lay it. */
const NETWORK = '198.51.100.0/24';
const HERE = '198.51.100.1';
const THERE = '198.51.100.2';

/** Another machine, as far as the network knows: it can vanish, and says nothing any more, not even that it is gone. */
export class FarNetwork {
  /** By which programs there reach this machine. */
  readonly here = HERE;
  private readonly name = `faults-${process.pid}`;
  private readonly cable = `f${process.pid}`;

  private constructor() {}

  /** @returns undefined if this machine does not let it be made */
  static make(): FarNetwork | undefined {
    const network = new FarNetwork();
    const { name, cable } = network;
    try {
      if (ip('-4', 'addr', 'show', 'to', NETWORK) !== '') return undefined;
      process.once('exit', () => network.remove());
      ip('netns', 'add', name);
      ip('link', 'add', `${cable}a`, 'type', 'veth', 'peer', 'name', `${cable}b`, 'netns', name);
      ip('addr', 'add', `${HERE}/30`, 'dev', `${cable}a`);
      ip('link', 'set', `${cable}a`, 'up');
      ip('-n', name, 'addr', 'add', `${THERE}/30`, 'dev', `${cable}b`);
      ip('-n', name, 'link', 'set', `${cable}b`, 'up');
      return network;
    } catch {
      network.remove();
      return undefined;
    }
  }

  /** What has to come before a command that is to run there. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** No packet comes or goes any more. */
  vanish(): void {
    ip('-n', this.name, 'link', 'set', `${this.cable}b`, 'down');
  }

  remove(): void {
    for (const words of [
      ['link', 'del', `${this.cable}a`],
      ['netns', 'del', this.name],
    ])
      try {
        ip(...words);
      } catch {
        // It was never made, or is gone.
      }
  }
}

function ip(...words: readonly string[]): string {
  return execFileSync('ip', words, { stdio: 'pipe', encoding: 'utf8' });
}
