import type { AuthenticationRequirement } from './authentication-requirement.js';
import { bearerChallenge, lacksCredentials } from './bearer-challenge.js';
import {
  InsufficientScope,
  InsufficientUserAuthentication,
  InvalidBearerRequest,
  InvalidRequest,
  InvalidToken,
} from './oauth-error.js';

describe('the challenge to a bearer', () => {
  it('names no error if no credentials were sent', () => {
    expect(bearerChallenge(new InvalidToken(''), 'https://api.example')).toBe('Bearer realm="https://api.example"');
    expect(lacksCredentials(new InvalidToken(''))).toBe(true);
    expect(lacksCredentials(new InvalidToken('expired'))).toBe(false);
  });

  it('names the error, what to change and the scope', () => {
    expect(bearerChallenge(new InvalidToken('say "please"'), 'r')).toBe(
      `Bearer realm="r", error="invalid_token", error_description="say 'please'"`,
    );
    expect(bearerChallenge(new InsufficientScope('more', 'api:read'), 'r')).toBe(
      'Bearer realm="r", error="insufficient_scope", error_description="more", scope="api:read"',
    );
    expect(bearerChallenge(new InvalidBearerRequest('once'), 'r')).toBe(
      'Bearer realm="r", error="invalid_request", error_description="once"',
    );
  });

  it('names how strongly and how recently a person must be authenticated (RFC 9470 §3)', () => {
    const challenge = (required: AuthenticationRequirement) =>
      bearerChallenge(new InsufficientUserAuthentication('sign in again', required), 'r');
    const common = 'Bearer realm="r", error="insufficient_user_authentication", error_description="sign in again"';
    expect(challenge({ acr: ['phrh', 'phr'], maxAge: 0 })).toBe(`${common}, acr_values="phrh phr", max_age="0"`);
    expect(challenge({ acr: 'phr' })).toBe(`${common}, acr_values="phr"`);
    expect(challenge({ maxAge: 300 })).toBe(`${common}, max_age="300"`);
  });

  it('is not given for errors of the protocol endpoints', () => {
    expect(bearerChallenge(new InvalidRequest('no'), 'r')).toBeUndefined();
  });
});
