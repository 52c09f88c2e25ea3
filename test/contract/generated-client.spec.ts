import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import ts from 'typescript';
import { adminToken } from '../support/admin.js';
import { createWorld, type World } from '../support/world.js';
import { DOCUMENT_FILE } from './support/document.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What somebody writes who administers this server by a generated client. */
const PROGRAM = `
import { updateRole, createRole, listUsers, readRole, type Role } from './client/index.js';
import { client } from './client/client.gen.js';

const [baseUrl = '', token = ''] = process.argv.slice(2);
client.setConfig({ baseUrl, auth: token });

const body = { name: 'statistician', description: 'May see applications', scopes: ['clients:read'] };
const created = await createRole({ body, throwOnError: true });
const role: Role = created.data;
const etag = created.response.headers.get('etag') ?? '';
const path = { name: role.name };
await updateRole({ path, headers: { 'If-Match': etag }, body: { description: 'Changed' }, throwOnError: true });
const refused = await updateRole({ path, headers: { 'If-Match': etag }, body: { description: 'Lost' } });
const status: number | undefined = refused.error?.status;
const { data } = await readRole({ path, throwOnError: true });
const users = await listUsers({ query: { sort: '-username', limit: 1 }, throwOnError: true });
console.log(JSON.stringify({ role: data, status, users: users.data.items.map(({ username }) => username) }));
`;

/** Calls that are violations already when they are compiled. */
const MISTAKEN = `
import { createRole, listUsers, readRole } from './client/index.js';
void createRole({ body: { name: 1, description: 'x' } });
void readRole({});
void listUsers({ query: { sort: 'colour' } });
`;

describe('a TypeScript client that is generated from the description', () => {
  let world: World;
  let folder: string;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    world = await createWorld();
    folder = await mkdtemp(join(tmpdir(), 'generated-client-'));
    await createClient({
      input: fileURLToPath(DOCUMENT_FILE),
      output: { path: file('client'), module: { extension: '.js' } },
      plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
      logs: { level: 'silent' },
    });
    await writeFile(file('package.json'), '{ "type": "module" }');
    await writeFile(file('program.ts'), PROGRAM);
    await writeFile(file('mistaken.ts'), MISTAKEN);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await world.close();
  });

  it('compiles strictly, and works', async () => {
    expect(compile(file('program.ts'), file('compiled'))).toEqual([]);
    const token = await adminToken(world, 'roles:read roles:write users:read');
    const { stdout } = await promisify(execFile)('node', [file('compiled/program.js'), world.issuer, token]);
    expect(JSON.parse(stdout)).toEqual({
      role: { name: 'statistician', description: 'Changed', scopes: ['clients:read'], built_in: false },
      status: 412,
      users: ['bob'],
    });
  });

  it('does not compile where it is called wrongly', () => {
    expect(compile(file('mistaken.ts'), file('mistaken'))).toEqual([
      expect.stringContaining("Type 'number' is not assignable to type 'string'"),
      expect.stringContaining("Property 'path' is missing"),
      expect.stringContaining('"colour"'),
    ]);
  });
});

/** Compiles a program with the settings of this project as far as the generator allows. @returns what is wrong with it */
function compile(program: string, outDir: string): readonly string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [program] }, ts.sys, ROOT);
  const typeRoots = [join(ROOT, 'node_modules/@types')];
  const compiler = ts.createProgram([program], {
    ...options,
    types: ['node'],
    typeRoots,
    rootDir: join(program, '..'),
    outDir,
    noEmit: false,
    allowImportingTsExtensions: false,
    // What the generator adds of its own does not distinguish a member that is undefined from one that is left out.
    exactOptionalPropertyTypes: false,
  });
  const diagnostics = [...ts.getPreEmitDiagnostics(compiler), ...compiler.emit().diagnostics];
  return [...ts.sortAndDeduplicateDiagnostics(diagnostics)].map(
    ({ file, start = 0, messageText }) =>
      `${file?.fileName}:${file?.getLineAndCharacterOfPosition(start).line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
}
