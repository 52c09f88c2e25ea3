import { sourceFiles } from '../support/source-files.js';

/** What starts sessions, and who may call it. */
const START = 'src/authentication/sessions/session-starts.service.ts';
const CALLERS = ['src/authentication/authentication.module.ts', 'src/authentication/sign-in/sign-in-gate.service.ts'];

/** What says what a proof stands for: authenticators and factors, in whatever room. */
const PROVING = [
  'src/authentication/authenticators/password.authenticator.ts',
  'src/factors/email/email.factor.ts',
  'src/factors/passkeys/passkey-methods.ts',
  'src/factors/recovery/recovery-codes.factor.ts',
  'src/factors/totp/totp.factor.ts',
];

/** The rules of levels know the methods by name, and prove nothing. */
const LEVELS = 'src/oauth/authentication-levels.ts';

/** Methods of RFC 8176, as a value of `amr` or as the argument that becomes one. */
const LITERAL_AMR = /\bamr\s*[:=(]\s*\[\s*['"`]|\[\s*['"`](?:pwd|otp|mfa|hwk|pop|swk|fpt|sms)['"`]/;

/** An `acr` that is given a value of its own. */
const LITERAL_ACR = /\bacr\b\s*[:=]\s*['"`]\d/;

const files = sourceFiles('src').filter(({ path }) => !/\.spec(-support)?\.tsx?$|\/dto\//.test(path));
const paths = (found: typeof files) => found.map(({ path }) => path).sort();

describe('the sign-in gate', () => {
  it('alone starts sessions', () => {
    const callers = files.filter(({ text }) => text.includes('/session-starts.service.js'));
    expect(paths(callers)).toEqual(CALLERS);
    const writers = files.filter(
      ({ text }) => text.includes('/sessions.repository.js') && /\.(inserting|renew)\(/.test(text),
    );
    expect(paths(writers)).toEqual([START]);
  });

  it('gets what was used from authenticators and factors, which alone say what a proof stands for', () => {
    const proving = files.filter(({ path, text }) => path !== LEVELS && LITERAL_AMR.test(text));
    expect(paths(proving)).toEqual(PROVING);
  });

  it('gets its proofs from authenticators, from stored sign-ins, and from running sessions that it steps up', () => {
    const made = files.filter(({ text }) => /\bproofBy\(|\bchosenBy\(|: Proof \{/.test(text));
    expect(paths(made)).toEqual([
      'src/account/registration/form/registration-answers.tsx',
      'src/authentication/authenticators/attempt.ts',
      'src/authentication/authenticators/authenticator.ts',
      'src/authentication/authenticators/password.authenticator.ts',
      'src/authentication/own-password/own-password.controller.tsx',
      'src/authentication/required-actions/password-links.presenter.tsx',
      'src/authentication/setup/setup.controller.tsx',
      'src/authentication/sign-in/sign-in-gate.service.ts',
      'src/authentication/sign-in/sign-ins.service.ts',
      'src/factors/passkeys/passkey.authenticator.tsx',
      'src/factors/recovery/recovery-code-password.controller.tsx',
    ]);
  });

  it('has one rule from amr to acr', () => {
    expect(paths(files.filter(({ text }) => /\bacrOf\b/.test(text)))).toEqual([
      'src/authentication/sessions/session-starts.service.ts',
      'src/authorization-requests/authentication-demand.ts',
      'src/factors/levels/reachable-levels.ts',
      'src/factors/policy/second-factor-policy.service.ts',
      'src/oauth/authentication-levels.ts',
    ]);
    expect(paths(files.filter(({ text }) => LITERAL_ACR.test(text)))).toEqual([]);
  });
});
