import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../../bench/program.js';
import type { Asker } from '../asking.js';
import type { Ledger } from '../load/ledger.js';
import type { Tally } from './tally.js';

const run = promisify(execFile);

interface Event {
  readonly type: string;
  readonly actor?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Whether each event that was acknowledged is in the audit log, and none more often than it can have happened. */
export async function judgeEvents(asker: Asker, { events }: Ledger, tally: Tally): Promise<void> {
  const found = new Map<string, number>();
  const { text } = await asker.admin('GET', '/audit-events/export');
  for (const line of text.split('\n').filter(Boolean)) {
    const key = keyOf(JSON.parse(line) as Event);
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  for (const [key, { acknowledged, most }] of events) {
    const times = found.get(key) ?? 0;
    const least = acknowledged.length;
    tally.count(least);
    // Of several it is not known which ones are lost.
    const since = most === 1 ? acknowledged[0] : undefined;
    if (times < least) tally.lose(`the event ${key}: ${times} of ${least}`, least - times, since);
    if (times > most) tally.double(`the event ${key}: ${times} of ${most}`, times - most);
  }
}

/** As {@link Ledger.expect} has it. */
function keyOf({ type, actor, details }: Event): string {
  if (type === 'role.created') return `${type} ${details.role}`;
  if (type === 'user.updated') {
    const { claims } = (details.after ?? {}) as { claims?: { given_name?: string } };
    return `${type} ${details.user} ${claims?.given_name}`;
  }
  return `${type} ${actor}`;
}

/** `gatehouse audit verify`, with the settings of the server. */
export async function verifyChain(environment: Readonly<Record<string, string>>, tally: Tally): Promise<void> {
  const command = [`${ROOT}dist/program/cli.js`, 'audit', 'verify', '--json'];
  const env = { ...process.env, ...environment };
  await run(process.execPath, command, { env }).catch((error: { stdout?: string; message: string }) =>
    tally.lose(`the audit log does not verify: ${error.stdout || error.message}`),
  );
}
