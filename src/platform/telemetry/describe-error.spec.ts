import { JWTClaimValidationFailed } from 'jose/errors';
import { describeError } from './describe-error.js';

describe('what is said of an error', () => {
  it('is what happened and where, down to its causes', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', address: '192.0.2.1' });
    const error = new TypeError('fetch failed', { cause: new AggregateError([refused], 'every address') });
    expect(describeError(error)).toEqual({
      type: 'TypeError',
      message: 'fetch failed',
      stack: expect.stringContaining('describe-error.spec'),
      cause: {
        type: 'AggregateError',
        message: 'every address',
        stack: expect.any(String),
        errors: [{ type: 'Error', message: 'connect ECONNREFUSED', stack: expect.any(String), code: 'ECONNREFUSED' }],
      },
    });
  });

  it('ends if causes lead in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).match(/"type"/g)).toHaveLength(6);
  });

  it('is nothing if there is none', () => {
    for (const none of [undefined, null, 'text', 1, { payload: 'alice' }, { message: { payload: 'alice' } }])
      expect(describeError(none)).toBeUndefined();
  });

  it('has a code, but no claims of a token', () => {
    const error = new JWTClaimValidationFailed('unexpected "aud" claim value', { sub: 'alice' }, 'aud', 'check_failed');
    expect(describeError(error)).toEqual({
      type: 'JWTClaimValidationFailed',
      message: 'unexpected "aud" claim value',
      stack: expect.any(String),
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    });
  });

  it('has no statement, parameters or rows', () => {
    // As drivers of databases and TypeORM make them.
    const members = { code: '23505', detail: 'Key (username)=(alice) already exists.', where: 'alice', hint: 'alice' };
    const refused = Object.assign(
      new Error('duplicate key value violates unique constraint "users_username"'),
      members,
    );
    class QueryFailedError extends Error {
      readonly query = `INSERT INTO users VALUES ('alice')`;
      readonly parameters = ['alice'];
      readonly driverError = refused;
    }
    const error = Object.assign(new QueryFailedError(refused.message), members);
    expect(describeError(error)).toMatchObject({ type: 'QueryFailedError', message: refused.message, code: '23505' });
    expect(JSON.stringify(describeError(error))).not.toContain('alice');
  });
});
