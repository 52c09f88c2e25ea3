import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_PARAMETERS } from '../../src/authorization-requests/parked-request.js';

/** Parameters that are answered before a request is kept. */
const NEVER_KEPT = new Set(['registration', 'request', 'request_uri']);

/** What reads kept requests. */
const READERS = [
  'src/authorization',
  'src/authorization-requests',
  'src/consent',
  'src/users',
  'src/authentication',
  'src/platform/http',
  'src/ui',
];

it('every parameter that is read of an authorization request is kept while the request waits', () => {
  const read = READERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/spec|logout/.test(file))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(
          /\b(?:parameters|sent)\??\.(?:get|has|all|require)\('(\w+)'\)/g,
        ),
      ])
      .map(([, name = '']) => name),
  );
  expect(read).toContain('login_hint');
  expect(read.filter((name) => !KEPT_PARAMETERS.has(name) && !NEVER_KEPT.has(name))).toEqual([]);
});
