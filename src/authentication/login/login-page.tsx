import { Alert } from '../../ui/components/alert.js';
import { AppName, UnknownApp } from '../../ui/components/app.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import type { SignInRefused } from './sign-in-refused.js';

export interface LoginPageProps {
  readonly csrf: string;
  /** The reference of the parked request that is continued after signing in. */
  readonly reference?: string | undefined;
  /** What it is signed in for. */
  readonly clientName?: string | undefined;
  /** Whether a stranger registered that client. */
  readonly unknown: boolean;
  readonly username: string;
  readonly refused?: SignInRefused | undefined;
}

/** The sign-in form. */
export function LoginPage({ csrf, reference, clientName, unknown, username, refused }: LoginPageProps) {
  const invalid = refused?.refusal === 'wrong' ? { 'aria-invalid': true, 'aria-describedby': 'login-alert' } : {};
  return (
    <>
      <Brand />
      <h1>Sign in</h1>
      <p class="lead">
        {clientName === undefined ? (
          'to your account'
        ) : (
          <>
            to continue to <AppName name={clientName} />
          </>
        )}
      </p>
      {unknown && <UnknownApp id="login-unknown" act="Sign in" />}
      {refused && <Alert id="login-alert">{words(refused)}</Alert>}
      <Form action="/login" hidden={{ csrf, request: reference }}>
        <label for="username">Username or email</label>
        <input
          id="username"
          name="username"
          type="text"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus={username === ''}
          value={username}
          {...invalid}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          autofocus={username !== ''}
          {...invalid}
        />
        <Actions>
          <button class="primary" id="login-submit" type="submit">
            Sign in
          </button>
        </Actions>
      </Form>
    </>
  );
}

function words({ refusal, retryAfter }: SignInRefused): string {
  if (refusal === 'wrong') return 'The username or password is not right. Check both and try again.';
  if (refusal === 'outdated') return 'This page was open for too long, please try again.';
  const minutes = Math.ceil(retryAfter / 60);
  return `Too many attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
}
