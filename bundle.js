import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';

/**
 * Makes a program and a library of what was compiled, each with the JavaScript that it imports, in a few files instead of
 * thousands. docs/decisions/0016-the-program-is-bundled.md says why.
 */
const PROGRAM = 'dist/program';
const LIBRARY = 'dist/library';

/** What an application that imports the library has itself, and must not have twice. */
const HOSTS = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify', 'fastify', 'reflect-metadata', 'rxjs'];

/** Files of Swagger UI that its pages ask for, and their licence. */
const SWAGGER_UI = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'oauth2-redirect.html',
  'oauth2-redirect.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
  'LICENSE',
];

/** What browsers load for passkeys. */
const WEBAUTHN = 'node_modules/@simplewebauthn/browser';

/** Stay packages: native code, and what looks for files of its own. */
const UNTOUCHED = ['better-sqlite3', '@node-rs/argon2', '@node-rs/bcrypt', 'pino', 'pino-pretty'];

/** Those stay packages, loaded by `require`: for `import`, Node would parse them once more, in WebAssembly, to find what they export. */
const untouched = {
  name: 'untouched',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, kind }) => {
      if (!UNTOUCHED.includes(path)) return undefined;
      return kind === 'import-statement' ? { path, namespace: 'untouched' } : { path, external: true };
    });
    onLoad({ filter: /./, namespace: 'untouched' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

/** What Nest and Fastify load only if they are given no other, as this program gives them: `validatorPackage`, `compilersFactory`. */
const REPLACED = [
  'class-validator',
  'class-transformer',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
];

/** Those stay outside where they are loaded as a whole: only what this program itself imports of them gets in. */
const replaced = {
  name: 'replaced',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind !== 'import-statement' && REPLACED.includes(path) ? { path, external: true } : undefined,
    );
  },
};

/** What has files beside its code. */
const ASSETS = [
  'ui',
  'authentication/sessions',
  'authentication/proof-of-work',
  'factors/passkeys',
  'users/passwords/argon2',
];

/** Packages that these would use if they were there. */
const WITH_OPTIONAL_PEERS = ['typeorm', 'pg', '@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify'];

/** Of those, what is used here. */
const USED_PEERS = ['better-sqlite3', 'pg', 'class-validator', 'class-transformer'];

const manifest = readJson('package.json');
const optionalPeers = WITH_OPTIONAL_PEERS.flatMap((name) =>
  Object.keys(readJson(`node_modules/${name}/package.json`).peerDependenciesMeta ?? {}),
).filter((name) => !USED_PEERS.includes(name));

const files = await Promise.all([
  // The server and the command line, with all they import.
  bundle(PROGRAM, { server: 'dist/server/serve.js', cli: 'dist/cli.js' }),
  // What another application imports; it shares Nest with that application.
  bundle(LIBRARY, { index: 'dist/index.js', 'resource-server': 'dist/resource-server/index.js' }, HOSTS),
]);
chmodSync(`${PROGRAM}/cli.js`, 0o755);
// What people and scripts start.
writeFileSync(
  'dist/main.js',
  `const off = (process.env.GATEHOUSE_PERFORMANCE_OFF ?? '').split(',');
await import(off.includes('bundle') ? './server/serve.js' : './program/server.js');
`,
);
const texts = licences([...files.flat(), `${WEBAUTHN}/`]);
for (const folder of [PROGRAM, LIBRARY]) writeFileSync(`${folder}/LICENSES.txt`, texts);

/**
 * @param shared packages that are imported, not bundled
 * @returns the files that are in it
 */
async function bundle(outdir, entryPoints, shared = []) {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // ES modules where a package has them too: of these, only what is used gets in.
    mainFields: ['module', 'main'],
    // It would give Node the others.
    ...(shared.includes('rxjs')
      ? {}
      : {
          alias: {
            rxjs: './node_modules/rxjs/dist/esm/index.js',
            'rxjs/operators': './node_modules/rxjs/dist/esm/operators/index.js',
          },
        }),
    external: [...optionalPeers, ...shared],
    plugins: [untouched, replaced],
    banner: {
      js: [
        // Packages in CommonJS require Node's own modules.
        "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
        // Node has it from 21 on. On Node 20, `pg` looks at `Response` instead, for which Node loads its HTTP client: 4 MiB.
        "const navigator = globalThis.navigator ?? { userAgent: 'Node.js/' + parseInt(process.versions.node) };",
      ].join(' '),
    },
    // Identifiers stay as they are: Nest and TypeORM know classes by their names, and people read them in stack traces.
    // Not by `keepNames`, which names every closure again each time it is made: a third of what a small request costs.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
  });
  requireDeclared(metafile, shared);
  // What they read from beside their code.
  for (const part of ASSETS) cpSync(`dist/${part}/assets`, `${outdir}/assets`, { recursive: true });
  cpSync('dist/platform/texts/languages', `${outdir}/languages`, { recursive: true });
  cpSync(`${WEBAUTHN}/dist/bundle/index.umd.min.js`, `${outdir}/assets/simplewebauthn.js`);
  for (const file of SWAGGER_UI) cpSync(`node_modules/swagger-ui-dist/${file}`, `${outdir}/assets/swagger-ui/${file}`);
  return Object.keys(metafile.inputs);
}

/** @throws Error if something is imported that an installation without development packages does not have */
function requireDeclared(metafile, shared) {
  const declared = [...Object.keys(manifest.dependencies), ...shared, ...optionalPeers, ...REPLACED];
  const missing = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path))
    .filter((path) => !isBuiltin(path) && !declared.some((name) => path === name || path.startsWith(`${name}/`)));
  if (missing.length > 0) throw new Error(`not among the dependencies: ${[...new Set(missing)].join(', ')}`);
}

/** What the licences of the bundled packages ask to be passed on with them. */
function licences(files) {
  const folders = new Set(files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean));
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version } = readJson(`${folder}/package.json`);
      const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
      return [`${name} ${version}`, ...texts.map((file) => readFileSync(`${folder}/${file}`, 'utf8'))];
    })
    .map((parts) => parts.map((part) => part.trim()).join('\n\n'))
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
