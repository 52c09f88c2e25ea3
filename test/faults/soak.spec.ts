import type { Sample } from '../../faults/soak/sample.js';
import { verdictsOf } from '../../faults/soak/verdicts.js';

const QUIET: Omit<Sample, 'at' | 'requests'> = {
  memory: 170,
  descriptors: 53,
  eventLoopP99: 15,
  deadRows: 4_000,
  tables: { families: 20_000, roles: 32, audit_events: 0 },
};

/** Half an hour with a sample every five seconds; what grows, or not, is given for each minute. */
function grown(of: (minute: number) => Partial<typeof QUIET>): readonly string[] {
  const samples = Array.from({ length: 360 }, (_, index): Sample => {
    const minute = index / 12;
    const more = of(minute);
    return { at: index * 5, requests: index * 1_000, ...QUIET, ...more, tables: { ...QUIET.tables, ...more.tables } };
  });
  return verdictsOf(samples, ['audit_events']).flatMap(({ what, isFlat }) => (isFlat ? [] : [what]));
}

describe('the judge of npm run soak', () => {
  it('finds that nothing grows if everything goes up and down, or has come to rest in the first third', () => {
    const sawtooth = (minute: number) => ({
      memory: 150 + ((minute * 12) % 7) * 10,
      deadRows: ((minute * 12) % 9) * 2_000,
    });
    expect(grown(sawtooth)).toEqual([]);
    expect(grown((minute) => ({ tables: { families: Math.min(minute, 9) * 3_000 } }))).toEqual([]);
  });

  it.each([
    ['memory (MiB)', (minute: number) => ({ memory: 170 + 3 * minute })],
    ['descriptors', (minute: number) => ({ descriptors: 53 + 2 * minute })],
    ['dead rows', (minute: number) => ({ deadRows: 1_000 * minute })],
    ['table families (KiB)', (minute: number) => ({ tables: { families: 1_000 * minute } })],
    ['table roles (KiB)', (minute: number) => ({ tables: { roles: 32 + 16 * minute } })],
  ])('finds growing what grows all the time: %s', (what, of) => {
    expect(grown(of)).toEqual([what]);
  });

  it('finds growing what comes to rest in the second half only', () => {
    expect(grown((minute) => ({ tables: { families: Math.min(minute, 20) * 1_000 } }))).toEqual([
      'table families (KiB)',
    ]);
  });

  it('lets the audit log grow with the requests, and no faster', () => {
    expect(grown((minute) => ({ tables: { audit_events: 5_000 * minute } }))).toEqual([]);
    expect(grown((minute) => ({ tables: { audit_events: 300 * minute ** 2 } }))).toEqual([
      'table audit_events (KiB more for 1000 requests)',
    ]);
  });
});
