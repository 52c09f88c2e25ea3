// Tries what others make of the OpenAPI document: clients in five ways, and a judge of the server.
// `npm run build` first. Prints name, version and whether it works; exits 1 if something does not.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './judge/judge.mjs';
import { HERE, has, ROOT, run, versionOf } from './programs.mjs';
import { startPostgres, startServer } from './server.mjs';

/** Of Maven Central. */
const GENERATOR = '7.17.0';
const SCHEMATHESIS = '4.32.5';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-openapi-'));
const results = [];

/** @param work returns what there is to say besides; throws if it does not work. */
async function attempt(name, version, needed, work) {
  const missing = needed.filter((program) => !has(program));
  const result = missing.length > 0 ? `not run: no ${missing.join(', ')} here` : await outcomeOf(work);
  results.push(result);
  console.log([name, version, result].join(' | '));
}

async function outcomeOf(work) {
  try {
    return ['works', await work()].filter(Boolean).join(': ');
  } catch (error) {
    return `fails: ${error.message}`;
  }
}

/** A folder with the document and what a client needs to be compiled. */
function workshop(name) {
  const place = join(folder, name);
  cpSync(join(HERE, 'round-trips'), place, { recursive: true });
  writeFileSync(join(place, 'openapi.json'), readFileSync(join(ROOT, 'schemas/openapi.json')));
  return place;
}

function compileTypeScript(place, file) {
  const options = ['--target', 'es2023', '--module', 'nodenext', '--strict', '--skipLibCheck', '--types', 'node'];
  const roots = ['--typeRoots', join(ROOT, 'node_modules/@types')];
  run('node', [join(folder, 'npm/node_modules/typescript/bin/tsc'), ...options, ...roots, join(place, file)], place);
}

function generate(language, place, ...options) {
  const jar = join(folder, `openapi-generator-cli-${GENERATOR}.jar`);
  const artifact = `org.openapitools:openapi-generator-cli:${GENERATOR}`;
  run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], folder);
  const input = ['-i', join(place, 'openapi.json'), '-o', join(place, 'client')];
  run('java', ['-jar', jar, 'generate', '-g', language, ...input, ...options], place);
  return join(place, 'client');
}

function inPython(place, ...packages) {
  run('python3', ['-m', 'venv', 'venv'], place);
  run(join(place, 'venv/bin/pip'), ['install', '-q', ...packages], place);
  return join(place, 'venv/bin/python');
}

const server = await startServer({ folder });
const arguments_ = [server.issuer, await server.token()];
const npm = join(folder, 'npm');
for (const file of ['package.json', 'package-lock.json']) cpSync(join(HERE, file), join(npm, file));
run('npm', ['ci', '--silent'], npm);

try {
  await attempt('@hey-api/openapi-ts', versionOf(join(ROOT, 'node_modules/@hey-api/openapi-ts')), ['node'], () => {
    const place = workshop('npm/hey-api');
    const [, config] = /(export default \{.*?\n\};)/s.exec(readFileSync(join(ROOT, 'docs/administering.md'), 'utf8'));
    writeFileSync(join(place, 'openapi-ts.config.mjs'), config.replace(/input: '[^']*'/, "input: './openapi.json'"));
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
    run('node', [join(ROOT, 'node_modules/.bin/openapi-ts'), '--silent'], place);
    compileTypeScript(place, 'hey-api.mts');
    return run('node', ['hey-api.mjs', ...arguments_], place) && undefined;
  });
  await attempt('openapi-typescript', versionOf(join(npm, 'node_modules/openapi-typescript')), ['node'], () => {
    const place = workshop('npm/openapi-typescript');
    run('node', [join(npm, 'node_modules/.bin/openapi-typescript'), 'openapi.json', '-o', 'schema.d.ts'], place);
    compileTypeScript(place, 'openapi-typescript.mts');
    return run('node', ['openapi-typescript.mjs', ...arguments_], place) && undefined;
  });
  await attempt('openapi-generator python', GENERATOR, ['java', 'mvn', 'python3'], () => {
    const place = workshop('python');
    const python = inPython(place, generate('python', place));
    return run(python, ['round_trip.py', ...arguments_], place) && undefined;
  });
  await attempt('openapi-generator go', GENERATOR, ['java', 'mvn', 'go'], () => {
    const place = workshop('go');
    const client = generate('go', place, '--additional-properties=packageName=gatehouse');
    rmSync(join(client, 'test'), { recursive: true, force: true });
    writeFileSync(join(client, 'go.mod'), 'module example.com/gatehouse\n\ngo 1.21\n');
    cpSync(join(place, 'main.go'), join(client, 'cmd/main.go'));
    run('go', ['mod', 'tidy'], client);
    run('go', ['build', './...'], client);
    return run('go', ['run', './cmd', ...arguments_], client) && undefined;
  });
  await attempt('openapi-generator java', GENERATOR, ['java', 'mvn'], () => {
    const place = workshop('java');
    const client = generate('java', place);
    cpSync(join(place, 'java/RoundTrip.java'), join(client, 'src/main/java/org/openapitools/client/RoundTrip.java'));
    run('mvn', ['-q', '-B', '-DskipTests', 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=cp'], client);
    const classes = `target/classes:${readFileSync(join(client, 'cp'), 'utf8')}`;
    return run('java', ['-cp', classes, 'org.openapitools.client.RoundTrip', ...arguments_], client) && undefined;
  });
  const databases = {
    SQLite: async () => ({ url: 'sqlite::memory:', stop: async () => undefined }),
    PostgreSQL: startPostgres,
  };
  for (const [name, start] of Object.entries(databases))
    await attempt(`schemathesis --checks all on ${name}`, SCHEMATHESIS, ['python3'], async () => {
      const place = workshop(`judge-${name}`);
      const python = inPython(place, `schemathesis==${SCHEMATHESIS}`);
      const database = await start(folder);
      const judged = await startServer({ folder: place, database: database.url });
      try {
        return await judge(python, place, judged);
      } finally {
        await judged.stop();
        await database.stop();
      }
    });
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
// Said outright: what stops PostgreSQL at the end of the process would make it 0.
process.exit(results.some((result) => result.startsWith('fails')) ? 1 : 0);
