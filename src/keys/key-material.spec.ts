import { Sealer } from '../platform/crypto/secrets.js';
import { generateKey } from './key-material.js';

it('no key has a name that a command line takes for an option', async () => {
  const sealer = new Sealer(['a-secret-of-the-tests-0123456789abcdef']);
  const keys = await Promise.all(Array.from({ length: 400 }, () => generateKey('ES256', sealer)));
  expect(keys.filter(({ kid }) => kid.startsWith('-'))).toEqual([]);
});
