import { Chance } from './chance.js';
import { KINDS, malformedRequest, type Sender, type Sent } from './requests.js';
import type { Route } from './routes.js';
import { type Outcome, Wire } from './wire.js';

/** Connections on which requests are sent at once. */
const WIRES = 8;

/** What no answer says: where the code is, what the database is; and no page has what a stranger wrote as a part of it. */
const LEAKS = /\n\s+at .+:\d+:\d+|node_modules|SQLITE_|QueryFailed|syntax error at or near/;
const INJECTED = /<script>|<img src=x>/;

/** How the requests of one kind were answered. */
interface Tally {
  readonly kind: string;
  requests: number;
  /** By the first digit of the status. */
  readonly statuses: Map<string, number>;
}

/** A request that was answered as none may be. */
interface Complaint {
  readonly seed: number;
  readonly problem: string;
  readonly request: string;
}

export interface Result {
  readonly tallies: readonly Tally[];
  readonly complaints: readonly Complaint[];
}

/**
 * Sends malformed requests to every route in turn. Each has a seed of its own, so that it can be sent again alone.
 * @param sender asked again and again: what the requests do may end a token
 */
export async function sendMalformed(
  routes: readonly Route[],
  port: number,
  { first, count }: { readonly first: number; readonly count: number },
  sender: () => Promise<Sender>,
): Promise<Result> {
  const tallies = new Map(KINDS.map((kind) => [kind, { kind, requests: 0, statuses: new Map<string, number>() }]));
  const complaints: Complaint[] = [];
  let next = 0;
  const work = async () => {
    const wire = new Wire(port);
    for (let index = next++; index < count; index = next++) {
      const seed = first + index;
      const sent = malformedRequest(routes[seed % routes.length] as Route, await sender(), new Chance(seed));
      const outcome = await wire.send(sent.bytes, sent.method, sent.isIncomplete);
      tell(tallies.get(sent.kind), outcome);
      const problem = problemOf(sent, outcome);
      if (problem !== undefined)
        complaints.push({
          seed,
          problem,
          request: sent.bytes.toString('latin1', 0, 3000).replaceAll(/Bearer ey\S{400,}/g, 'Bearer TOKEN'),
        });
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: WIRES }, work));
  return { tallies: [...tallies.values()], complaints };
}

function tell(tally: Tally | undefined, { status }: Outcome): void {
  if (!tally) return;
  const group = typeof status === 'number' ? `${Math.floor(status / 100)}xx` : status;
  tally.requests++;
  tally.statuses.set(group, (tally.statuses.get(group) ?? 0) + 1);
}

/** How the answer breaks the rule that no input is a reason for a 5xx, a lost connection, or for what tells of the inside. */
function problemOf({ mayBeCut, isIncomplete }: Sent, { status, body, cookies, isPage }: Outcome): string | undefined {
  if (status === 'silent') return isIncomplete ? undefined : 'no answer in time';
  if (status === 'closed') return mayBeCut ? undefined : 'the connection was closed without an answer';
  if (status >= 500) return `status ${status}: ${body.slice(0, 300)}`;
  if (cookies.some((cookie) => cookie.startsWith('a='))) return 'sets a cookie that a stranger wrote';
  const [leak] = LEAKS.exec(body) ?? (isPage ? INJECTED.exec(body) : null) ?? [];
  return leak === undefined ? undefined : `tells ${JSON.stringify(leak)}: ${body.slice(0, 300)}`;
}
