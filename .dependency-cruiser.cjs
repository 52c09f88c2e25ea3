/** The rooms of src, left to right: a room may import only rooms to its left. Rooms in one entry stand side by side. */
const ROOMS = [
  ['oauth'],
  ['platform', 'resource-server'],
  ['ui', 'admin'],
  ['audit'],
  ['mail'],
  ['keys', 'resources'],
  ['clients', 'users', 'discovery'],
  ['authorizations', 'authorization-requests'],
  ['authentication'],
  ['factors'],
  ['consent'],
  ['account'],
  ['authorization', 'tokens', 'forward-auth'],
  ['operations'],
  ['server'],
  ['cli'],
];

/** Parts of rooms that import nothing else of their room. */
const FIRST_PARTS = [
  'platform/texts',
  'authentication/proof-of-work',
  'resources/claims',
  'account/terms',
  'operations/bootstrap',
];

/** Parts of rooms that nothing else of their room imports. */
const LAST_PARTS = ['factors/passkeys', 'account/registration', 'operations/import-export'];

const layering = ROOMS.flatMap((rooms, index) => {
  const right = ROOMS.slice(index + 1).flat();
  // The files directly in src are right of the rooms that they bring in, and left of those that start the application.
  const application = ['server', 'cli'].includes(rooms[0]) ? '' : '|^src/[^/]+\\.tsx?$';
  return rooms.map((room) => ({
    name: `${room}-imports-only-what-is-left-of-it`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: `^src/(${right.join('|') || '-'})/${application}` },
  }));
});

const roomOf = (part) => part.split('/')[0];

const parts = [
  ...FIRST_PARTS.map((part) => ({
    name: `${part}-imports-nothing-else-of-its-room`,
    severity: 'error',
    from: { path: `^src/${part}/` },
    to: { path: `^src/${roomOf(part)}/`, pathNot: `^src/${part}/` },
  })),
  ...LAST_PARTS.map((part) => ({
    name: `nothing-else-of-its-room-imports-${part}`,
    severity: 'error',
    from: { path: `^src/${roomOf(part)}/`, pathNot: `^src/${part}/` },
    to: { path: `^src/${part}/` },
  })),
];

module.exports = {
  forbidden: [
    ...layering,
    ...parts,
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      // Imports say what another server has as a declared factor; the kinds of `users/declared-factor.ts` say whether it works.
      name: 'operations-knows-no-kind-of-factor',
      severity: 'error',
      from: { path: '^src/operations/' },
      to: { path: '^src/factors/' },
    },
    {
      name: 'typeorm-only-in-entities-and-repositories',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(entity|repository)\\.ts$|^src/platform/database/' },
      to: { path: 'node_modules/typeorm' },
    },
    {
      name: 'jose-only-where-keys-are',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(keys|resource-server|clients/authentication-methods)/|\\.spec\\.ts$' },
      to: { path: 'node_modules/(jose|jws)/' },
    },
    {
      name: 'src-knows-no-test',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^(test|examples|bench|faults|hostile|interop)/' },
    },
    {
      name: 'resource-server-export-needs-no-database-and-no-configuration',
      severity: 'error',
      from: { path: '^src/resource-server/index\\.ts$' },
      to: { path: 'node_modules/(typeorm|pg|better-sqlite3)/|^src/platform/(database|config)/', reachable: true },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
