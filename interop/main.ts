import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chromium } from './chromium.js';
import { prepare } from './languages.js';
import { Person } from './person.js';
import { idOf, type Place, type Program, type Result, resourceOf, scopeOf } from './program.js';
import { PROGRAMS } from './programs/all.js';
import { freePorts, ROOT, start } from './running.js';
import { CALLER, SECRET, type Server, startServer } from './server.js';
import { tableOf, writeTable } from './table.js';

/**
 * Runs third-party programs against the built server: `npm run interop -- [--write] [--verbose] [NAME ...]`, with
 * NAME as `node/openid-client-6`, `node` for all of them, or `openapi` for what is made of the OpenAPI document.
 */
const words = process.argv.slice(2);
const [write, verbose] = ['--write', '--verbose'].map((word) => words.includes(word));
const names = words.filter((word) => !word.startsWith('--'));
if (names.join() === 'openapi') process.exit(judgeOpenApi() ? 0 : 1);
const chosen = PROGRAMS.filter(({ name }) => !names.length || names.some((each) => `${name}/`.startsWith(`${each}/`)));
if (write && names.length) {
  console.error('--write wants all programs: name none of them.');
  process.exit(2);
}
if (!chosen.length) {
  console.error(
    `No program is called ${names.join(' or ')}. There are:\n${PROGRAMS.map(({ name }) => name).join('\n')}`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-interop-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const numbers = await freePorts(chosen.length);
const ports = new Map(chosen.map((program, index) => [program, numbers[index] ?? 0]));
const server = await startServer(folder, chosen, ports);
const chromium = new Chromium();
const results: Result[] = [];
for (const program of chosen) results.push(await run(program));
await chromium.close();
await server.stop();

console.log(`\n${tableOf(results)}\n`);
const failed = results.filter(({ outcome }) => outcome === 'fails');
console.log(
  `${results.length - failed.length} of ${results.length} programs work or were not run, ${failed.length} fail.`,
);
if (write) writeTable(results, new Date());
const isSound = names.length > 0 || judgeOpenApi();
process.exit(failed.length || !isSound ? 1 : 0);

/** Whether clients made of the OpenAPI document work, and the server does what the document says. */
function judgeOpenApi(): boolean {
  console.log('\nThe OpenAPI document: clients made of it, and schemathesis');
  return spawnSync('node', [join(ROOT, 'interop/openapi/run.mjs')], { stdio: 'inherit' }).status === 0;
}

async function run(program: Program): Promise<Result> {
  const say = (what: string) => console.error(`${program.name.padEnd(36)} ${what}`);
  let version = '';
  try {
    const installed = prepare(program, say);
    if (typeof installed === 'string') {
      say(`not run: ${installed}`);
      return { program, version, outcome: 'not run', why: installed };
    }
    version = installed.version;
    const began = Date.now();
    await use(program, installed.folder, installed.command);
    say(`works (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    return { program, version, outcome: 'works' };
  } catch (error) {
    const why = (error as Error).message;
    say(`FAILS: ${verbose ? why : why.slice(0, 300).replaceAll('\n', ' ')}`);
    return { program, version, outcome: 'fails', why };
  }
}

async function use(program: Program, cwd: string, usual: readonly string[]): Promise<void> {
  const place = placeOf(program, server);
  const command = program.command?.(place) ?? usual;
  const before = server.log().length;
  const running = await start(command, place.port, { cwd, env: environmentOf(program, place) });
  try {
    await program.walk(place);
  } catch (error) {
    const written = running.output().slice(-2000);
    const logged = server.log().slice(before);
    throw new Error(`${(error as Error).message}\n--- the program wrote\n${written}\n--- the server wrote\n${logged}`);
  } finally {
    await running.stop();
  }
}

function placeOf(program: Program, { issuer, certificates }: Server): Place {
  const port = ports.get(program) ?? 0;
  const clientId = idOf(program);
  const origin = `http://localhost:${port}`;
  const scratch = join(folder, clientId);
  mkdirSync(scratch, { recursive: true });
  const person = new Person(issuer, certificates.ca);
  return {
    issuer,
    origin,
    port,
    clientId,
    clientSecret: SECRET,
    ca: certificates.ca,
    scratch,
    person,
    chromium,
    accessToken: () => person.accessToken(CALLER, resourceOf(program, origin), scopeOf(program)),
  };
}

/** What every program is told, and whom it trusts. */
function environmentOf(program: Program, place: Place): NodeJS.ProcessEnv {
  const { ca, trustStore } = server.certificates;
  return {
    ...process.env,
    NODE_ENV: 'development',
    ISSUER: place.issuer,
    ORIGIN: place.origin,
    PORT: String(place.port),
    CLIENT_ID: place.clientId,
    CLIENT_SECRET: place.clientSecret,
    RESOURCE: resourceOf(program, place.origin),
    SCRATCH: place.scratch,
    NODE_EXTRA_CA_CERTS: ca,
    SSL_CERT_FILE: ca,
    REQUESTS_CA_BUNDLE: ca,
    CURL_CA_BUNDLE: ca,
    ...(trustStore
      ? { JAVA_TOOL_OPTIONS: `-Djavax.net.ssl.trustStore=${trustStore} -Djavax.net.ssl.trustStorePassword=changeit` }
      : {}),
    ...program.environment?.(place),
  };
}
