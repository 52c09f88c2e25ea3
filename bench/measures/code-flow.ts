import { ratio } from '../figure.js';
import type { Measure } from './measure.js';

/** The main job: an end-user who is signed in and has consented comes back with tokens. */
export const codeFlow: Measure = {
  name: 'code-flow',
  async take(field) {
    const contestants = [
      await field.ours(),
      await field.peer(),
      await field.oursOnSqlite(),
      await field.peerInMemory(),
    ];
    const sides = contestants.map((contestant) => ({ ...contestant, work: 'code-flow' as const }));
    const [ours, peer, sqlite, memory] = await field.alternate('code flow', sides);
    if (!ours || !peer || !sqlite || !memory) throw new Error('four contestants have four results');
    return [
      ratio('code flow, ours : peer, both on PostgreSQL', [ours.rate, peer.rate], { atLeast: 3 }, 'flows/s'),
      ratio('server CPU per code flow, peer : ours, PostgreSQL', [peer.cpu, ours.cpu], { atLeast: 4 }, 'ms'),
      ratio(
        'code flow, ours on SQLite (durable) : peer in memory',
        [sqlite.rate, memory.rate],
        { atLeast: 1.5 },
        'flows/s',
      ),
    ];
  },
};
