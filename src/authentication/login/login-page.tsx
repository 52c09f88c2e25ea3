import type { ComponentChildren } from 'preact';
import { Alert } from '../../ui/components/alert.js';
import { AppName, UnknownApp } from '../../ui/components/app.js';
import { Brand } from '../../ui/components/brand.js';
import { Form } from '../../ui/components/form.js';
import { inWords } from '../../ui/duration.js';
import { OUTDATED, WITHOUT_COOKIES } from '../form-refusals.js';
import type { SignInRefused } from './sign-in-refused.js';

export interface LoginPageProps {
  readonly csrf: string;
  /** The reference of the parked request that is continued after signing in. */
  readonly reference?: string | undefined;
  /** What it is signed in for. */
  readonly clientName?: string | undefined;
  /** Whether a stranger registered that client. */
  readonly unknown: boolean;
  /** What each authenticator asks for. */
  readonly forms: readonly ComponentChildren[];
  readonly refused?: SignInRefused | undefined;
}

/** The id of what the page says about a refused sign-in. */
export const LOGIN_ALERT = 'login-alert';

/** The sign-in form. */
export function LoginPage({ csrf, reference, clientName, unknown, forms, refused }: LoginPageProps) {
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
      {refused && <Alert id={LOGIN_ALERT}>{wordsOf(refused)}</Alert>}
      {forms.map(
        (form) =>
          form && (
            <Form action="/login" hidden={{ csrf, request: reference }}>
              {form}
            </Form>
          ),
      )}
    </>
  );
}

function wordsOf({ refusal, retryAfter, words }: SignInRefused): string {
  if (words !== undefined) return words;
  if (refusal === 'wrong') return 'The username or password is not right. Check both and try again.';
  if (refusal === 'outdated') return OUTDATED;
  if (refusal === 'without-cookies') return WITHOUT_COOKIES;
  return `Too many attempts. Try again in ${inWords(retryAfter)}.`;
}
