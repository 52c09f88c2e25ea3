import { readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the sizes in docs/operating.md', () => {
  const { figures } = JSON.parse(read('bench/results/full.json')) as {
    figures: { name: string; from: string; value: number }[];
  };
  /** Ours is the first number of what a ratio was made of; figures that are no ratio are values. */
  const measured = (name: string) => {
    const figure = figures.find((each) => each.name.startsWith(name));
    return name.startsWith('MiB') || name.startsWith('seconds') ? figure?.value : Number.parseFloat(figure?.from ?? '');
  };

  it.each([
    ['sign-ins by password', 'password logins', undefined],
    ['authorizations with a live session', 'code flow, ours : peer', 'code flow, ours on SQLite'],
    ['refreshed tokens', 'refresh, ours', undefined],
    ['tokens for machines', 'client credentials, ours', undefined],
    ['introspections', 'introspection, ours', undefined],
    ['userinfo', 'userinfo, ours', undefined],
    [
      'memory after that load',
      'MiB resident after the load, ours, PostgreSQL',
      'MiB resident after the load, ours, SQLite',
    ],
    ['start, until it is ready', 'seconds from start to ready', undefined],
  ])('are those that were measured, within a quarter: %s', (row, ...names) => {
    const cells = new RegExp(`^\\| ${row}[^|]*\\|([^|]*)\\|([^|]*)\\|`, 'm').exec(read('docs/operating.md'))?.slice(1);
    const said = (cells ?? []).map((cell) => Number.parseFloat(cell.replace(',', '')));
    const ratios = names.map((name, index) => (name === undefined ? 1 : (said[index] ?? 0) / (measured(name) ?? 0)));
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.25);
  });
});
