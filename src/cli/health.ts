import { isIPv6 } from 'node:net';
import { CommandFailed, type OutputOptions, printRecord } from '../admin/terminal/output.js';
import { loadDotEnv } from '../platform/config/dot-env.js';
import { PROCESS_SETTINGS } from '../platform/config/process-settings.js';
import { Settings } from '../platform/config/settings.js';
import { askOwnServer } from '../platform/egress/own-server.js';

export interface HealthOptions extends OutputOptions {
  readonly live?: boolean;
}

/**
 * Asks the server of this environment, on this machine, how it is. It needs neither the database nor a secret, and loads
 * no room, so that a container may ask it often.
 * @throws CommandFailed if there is no answer, or the server is not ready
 */
export async function health({ live = false, ...options }: HealthOptions): Promise<void> {
  loadDotEnv();
  const settings = new Settings(process.env, false);
  const { host, port } = settings.read({ host: PROCESS_SETTINGS.host, port: PROCESS_SETTINGS.port });
  settings.throwViolations();
  const address = `http://${reachable(host)}:${port}/health/${live ? 'live' : 'ready'}`;
  const { code, status } = await ask(address);
  if (code !== 200) throw new CommandFailed(`${address} answers ${code}: ${status}`);
  printRecord({ status }, options);
}

/** Where a server is reached that listens at this address. */
function reachable(host: string): string {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return isIPv6(address) ? `[${address}]` : address;
}

async function ask(address: string): Promise<{ readonly code: number; readonly status: string }> {
  try {
    const answer = await askOwnServer(address);
    return { code: answer.status, status: statusOf(answer.body) };
  } catch (error) {
    throw new CommandFailed(
      `no server answers at ${address} (${(error as Error).message}); HOST and PORT must be those of the server`,
    );
  }
}

/** What the server says of itself; the whole answer if it is of another program. */
function statusOf(body: string): string {
  try {
    return String((JSON.parse(body) as { status?: unknown }).status);
  } catch {
    return body.slice(0, 200);
  }
}
