import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { isCoseKey } from './cose-key.js';

const ed25519 = generateKeyPairSync('ed25519').publicKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;

function cose(of: KeyObject, members: readonly (readonly [number, number | string])[]): string {
  const jwk = of.export({ format: 'jwk' }) as Readonly<Record<string, string>>;
  const memberOf = (value: number | string) =>
    typeof value === 'number' ? value : new Uint8Array(Buffer.from(jwk[value] ?? '', 'base64url'));
  const key = new Map(members.map(([label, value]) => [label, memberOf(value)]));
  return Buffer.from(isoCBOR.encode(key)).toString('base64url');
}

const MEMBERS = {
  eddsa: [
    [1, 1],
    [3, -8],
    [-1, 6],
    [-2, 'x'],
  ],
  es256: [
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, 'x'],
    [-3, 'y'],
  ],
  rs256: [
    [1, 3],
    [3, -257],
    [-1, 'n'],
    [-2, 'e'],
  ],
} as const;

describe('a COSE key', () => {
  it.each([
    ['Ed25519', ed25519, MEMBERS.eddsa],
    ['ES256', p256, MEMBERS.es256],
    ['RS256', rsa, MEMBERS.rs256],
  ] as const)('of %s is one', async (_, key, members) => {
    await expect(isCoseKey(cose(key, members))).resolves.toBe(true);
  });

  it.each([
    ['of another curve', cose(p384, MEMBERS.es256)],
    ['of another algorithm', cose(p384, [[1, 2], [3, -35], [-1, 2], ...MEMBERS.es256.slice(3)])],
    ['whose type is not that of the algorithm', cose(p256, [[1, 3], ...MEMBERS.es256.slice(1)])],
    ['without a member', cose(ed25519, MEMBERS.eddsa.slice(0, 3))],
    ['that has no bytes where they must be', cose(p256, [...MEMBERS.es256.slice(0, 3), [-2, 1], [-3, 'y']])],
    ['that is no map', Buffer.of(0x80).toString('base64url')],
    ['that is longer than any', 'A'.repeat(1400)],
    ['that is empty', ''],
  ])('%s is none', async (_, key) => {
    await expect(isCoseKey(key)).resolves.toBe(false);
  });
});
