import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * Makes a program of what was compiled: `dist/program/` holds the server and the command line with all JavaScript they
 * import, in a few files instead of thousands. docs/decisions/0016-the-program-is-bundled.md says why.
 */
const PROGRAM = 'dist/program';

/** Stay packages: native code, and what looks for files of its own. */
const UNTOUCHED = [
  'better-sqlite3',
  '@node-rs/argon2',
  '@node-rs/bcrypt',
  'pino',
  'pino-pretty',
  '@fastify/static',
  'swagger-ui-dist',
];

/** Packages that these would use if they were there. */
const WITH_OPTIONAL_PEERS = ['typeorm', 'pg', '@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify'];

const { dependencies } = readJson('package.json');
const optionalPeers = WITH_OPTIONAL_PEERS.flatMap((name) =>
  Object.keys(readJson(`node_modules/${name}/package.json`).peerDependenciesMeta ?? {}),
);

rmSync(PROGRAM, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['dist/server.js', 'dist/cli.js'],
  outdir: PROGRAM,
  bundle: true,
  splitting: true,
  metafile: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // ES modules where a package has them too: of these, only what is used gets in.
  mainFields: ['module', 'main'],
  external: [...UNTOUCHED, ...optionalPeers.filter((name) => !(name in dependencies))],
  // Packages in CommonJS require Node's own modules.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  },
  // Identifiers stay as they are: Nest and TypeORM know classes by their names, and people read them in stack traces.
  // Not by `keepNames`, which names every closure anew each time it is made: a third of what a small request costs.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
});
// What they read from beside their code.
for (const room of ['platform/http', 'sessions'])
  cpSync(`dist/${room}/assets`, `${PROGRAM}/assets`, { recursive: true });
chmodSync(`${PROGRAM}/cli.js`, 0o755);
// What people and scripts start.
writeFileSync('dist/main.js', "import './program/server.js';\n");
writeFileSync(`${PROGRAM}/LICENSES.txt`, licences(Object.keys(metafile.inputs)));

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
