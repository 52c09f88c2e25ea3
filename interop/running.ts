import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The folder that `package.json` is in. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const LONGEST_START_MS = 120_000;

/** What is given to a program to end what it started in turn. */
const LONGEST_END_MS = 5_000;

/** Whatever runs when the interop run ends, for whatever reason, is ended with it, and all that it started. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) end(child);
});

export interface Running {
  /** What it wrote. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/** Starts a command and waits until its port is open. @throws Error with what it wrote if it ends before */
export async function start(
  command: readonly string[],
  port: number,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Running> {
  const [file = '', ...values] = command;
  const child = spawn(file, values, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      output += error.message;
      resolve();
    });
  }).then(() => running.delete(child));
  const stop = async () => {
    end(child, 'SIGTERM');
    await Promise.race([ended, pause(LONGEST_END_MS)]);
    end(child);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const state = await Promise.race([untilOpen(port), ended.then(() => 'ended')]);
  if (state === 'open') return { output: () => output, stop };
  await stop();
  throw new Error(`${file} ${state === 'late' ? 'does not listen' : 'ended at once'}: ${output.slice(-3000)}`);
}

/** TCP ports of this machine that nothing listens on, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function untilOpen(port: number): Promise<'open' | 'late'> {
  const deadline = Date.now() + LONGEST_START_MS;
  while (Date.now() < deadline) {
    if (await isOpen(port)) return 'open';
    await pause(100);
  }
  return 'late';
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: 'localhost' });
    const say = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => say(true)).once('error', () => say(false));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}
