import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startGatehouse } from './contestants/gatehouse.js';
import { CONNECTIONS } from './contestants/scene.js';
import { type CpuProfile, timesOf } from './cpu-profile.js';
import { Generator } from './load/generator.js';
import type { WorkName } from './load/order.js';
import { choosePlacement } from './machine.js';
import { Postgres } from './postgres.js';
import { ROOT } from './program.js';

/** Rows of each table that is printed. */
const TOP = 35;

/** Records what our server spends its time on under a load: `npm run bench:profile -- --work refresh --sqlite`. */
const { values } = parseArgs({
  options: {
    work: { type: 'string', default: 'code-flow' },
    sqlite: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-profile-'));
const { server, load, postgres: postgresCores } = choosePlacement();
const postgres = values.sqlite ? undefined : await Postgres.start(postgresCores);
const generator = new Generator(load);
const databaseUrl = (await postgres?.createDatabase('ours')) ?? `sqlite:${join(folder, 'ours.sqlite')}`;
const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
// Not the bundled program, so that the profile names files and packages.
const script = 'dist/server/serve.js';
const ours = await startGatehouse({ name: 'ours', databaseUrl, cores: server, nodeOptions, script });
const order = {
  work: values.work as WorkName,
  target: ours.target,
  connections: CONNECTIONS,
  warmUp: 2,
  seconds: Number(values.seconds),
};
const { rate } = await generator.run(order);
generator.stop();
await ours.program.stop();
await postgres?.stop();

const written = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
if (written === undefined) throw new Error('the server wrote no profile: it has to exit by itself on SIGTERM');
const file = join(folder, written);
const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
console.log(`${values.work}: ${rate.toFixed(0)} per second while profiled`);
for (const [title, times] of Object.entries(timesOf(profile, order.seconds))) {
  console.log(`\n${title}`);
  for (const [name, share] of times.slice(0, TOP)) console.log(`  ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
}
const kept = `bench/results/${values.work}.cpuprofile`;
copyFileSync(file, join(ROOT, kept));
rmSync(folder, { recursive: true, force: true });
console.log(`\n${kept} opens in the developer tools of Chrome.`);
