import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contestant } from './contestants/contestant.js';
import { type Gatehouse, startGatehouse } from './contestants/gatehouse.js';
import { startPeer } from './contestants/peer.js';
import { CONNECTIONS } from './contestants/scene.js';
import { Generator } from './load/generator.js';
import type { Order, WorkName } from './load/order.js';
import { choosePlacement, type Placement } from './machine.js';
import type { Options } from './options.js';
import { Postgres } from './postgres.js';
import type { Program } from './program.js';
import { printSeries, type Series, seriesOf, type Turn } from './series.js';
import { verifySamples } from './verify.js';

/** One side of a comparison. */
export interface Side extends Pick<Contestant, 'name' | 'target' | 'program'> {
  readonly work: WorkName;
  readonly get?: Order['get'];
}

/** Everything that runs during the bench. Contestants start when they are first needed and idle between their turns. */
export class Field {
  readonly placement: Placement = choosePlacement();
  readonly series: Record<string, readonly Series[]> = {};
  readonly statements: Record<string, object> = {};
  private readonly folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  private readonly started = new Map<string, Promise<Contestant>>();
  private readonly programs: Program[] = [];
  private readonly warm = new Set<string>();

  private constructor(
    readonly options: Options,
    readonly postgres: Postgres,
    readonly generator: Generator,
  ) {}

  static async open(options: Options): Promise<Field> {
    const { postgres, load } = choosePlacement();
    return new Field(options, await Postgres.start(postgres), new Generator(load));
  }

  ours(): Promise<Gatehouse> {
    return this.once('ours, PostgreSQL', async (name) =>
      startGatehouse({
        name,
        database: 'ours',
        databaseUrl: await this.postgres.createDatabase('ours'),
        cores: this.placement.server,
      }),
    );
  }

  oursOnSqlite(): Promise<Gatehouse> {
    const databaseUrl = `sqlite:${join(this.folder, 'ours.sqlite')}`;
    return this.once('ours, SQLite', (name) => startGatehouse({ name, databaseUrl, cores: this.placement.server }));
  }

  peer(): Promise<Contestant> {
    return this.once('oidc-provider, PostgreSQL', async (name) =>
      startPeer({
        name,
        database: 'peer',
        databaseUrl: await this.postgres.createDatabase('peer'),
        cores: this.placement.server,
      }),
    );
  }

  peerInMemory(): Promise<Contestant> {
    return this.once('oidc-provider, memory', (name) => startPeer({ name, cores: this.placement.server }));
  }

  /** Contestants that were needed so far. */
  contestants(): Promise<readonly Contestant[]> {
    return Promise.all(this.started.values());
  }

  /** Sees to it that the program ends with the bench. */
  keep<T extends Program>(program: T): T {
    this.programs.push(program);
    return program;
  }

  /** Lets the sides take turns: A B A B. @throws Error where an answer was wrong */
  async alternate(name: string, sides: readonly Side[]): Promise<readonly Series[]> {
    const turns = new Map<Side, Turn[]>(sides.map((side) => [side, []]));
    for (let round = 0; round < this.options.pace.rounds; round++) {
      for (const side of sides) turns.get(side)?.push(await this.turn(side));
    }
    const series = [...turns].map(([side, its]) => seriesOf(side.name, its));
    this.note(name, series);
    return series;
  }

  /** Puts the result into the report. */
  note(name: string, series: readonly Series[]): void {
    this.series[name] = series;
    printSeries(name, series);
  }

  /** One turn: warm up, measure, verify. @throws Error where an answer was wrong */
  async turn(
    { name, target, program, work, get }: Side,
    pace = this.options.pace,
    connections = CONNECTIONS,
  ): Promise<Turn> {
    const { seconds, warmUp, firstWarmUp } = pace;
    const key = `${name} ${work} ${get?.path}`;
    const order = {
      work,
      target,
      connections,
      seconds,
      warmUp: this.warm.has(key) ? warmUp : firstWarmUp,
    };
    this.warm.add(key);
    const cpu = { before: 0, after: 0 };
    const { samples, ...outcome } = await this.generator.run(
      { ...order, ...(get ? { get } : {}) },
      () => {
        cpu.before = program.cpuSeconds();
      },
      () => {
        cpu.after = program.cpuSeconds();
      },
    );
    await verifySamples(target, samples);
    return { ...outcome, cpu: ((cpu.after - cpu.before) * 1000) / outcome.count };
  }

  private once<T extends Contestant>(name: string, start: (name: string) => Promise<T>): Promise<T> {
    const started = this.started.get(name) ?? start(name);
    this.started.set(name, started);
    return started as Promise<T>;
  }

  async close(): Promise<void> {
    this.generator.stop();
    for (const { program } of await this.contestants()) await program.stop();
    for (const program of this.programs) await program.stop();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
