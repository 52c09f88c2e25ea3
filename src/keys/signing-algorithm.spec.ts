import { createHash } from 'node:crypto';
import { leftHalfHash, SIGNING_ALGORITHMS } from './signing-algorithm.js';

describe('the left half of a digest (OIDC Core §3.1.3.6)', () => {
  it('is that of the example of OIDC Core appendix A.3', () => {
    const accessToken = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y';
    expect(leftHalfHash(accessToken, 'RS256')).toBe('77QmUPtjPfzWtF2AnpK9RQ');
  });

  it.each([
    ['ES256', 'sha256', 16],
    ['RS256', 'sha256', 16],
    ['PS256', 'sha256', 16],
    ['EdDSA', 'sha512', 32],
    ['Ed25519', 'sha512', 32],
  ] as const)('of %s is of %s', (alg, hash, length) => {
    const half = createHash(hash).update('a.token').digest().subarray(0, length);
    expect(leftHalfHash('a.token', alg)).toBe(half.toString('base64url'));
    expect(SIGNING_ALGORITHMS).toContain(alg);
  });
});
