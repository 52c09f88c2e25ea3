import type { ComponentChildren } from 'preact';
import { type Message, message } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { AppName, UnknownApp } from '../../ui/components/app.js';
import { Brand } from '../../ui/components/brand.js';
import { Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import type { ShownLink } from './sign-in-link.js';
import type { SignInRefused } from './sign-in-refused.js';

export interface LoginPageProps {
  readonly csrf: string;
  /** The reference of the parked request that is continued after signing in. */
  readonly reference?: string | undefined;
  /** Whether someone who is signed in is asked to prove it again, before the account is changed. */
  readonly confirms: boolean;
  /** What it is signed in for. */
  readonly clientName?: string | undefined;
  /** Whether a stranger registered that client. */
  readonly unknown: boolean;
  /** What each authenticator asks for. */
  readonly forms: readonly ComponentChildren[];
  /** Where someone can go who cannot sign in yet. */
  readonly links: readonly ShownLink[];
  readonly refused?: SignInRefused | undefined;
}

/** The id of what the page says about a refused sign-in. */
export const LOGIN_ALERT = 'login-alert';

/** The sign-in form. */
export function LoginPage({ csrf, reference, confirms, clientName, unknown, forms, links, refused }: LoginPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('login.title')}</h1>
      <p class="lead">
        {clientName === undefined
          ? text(confirms ? 'account.confirm-lead' : 'login.lead')
          : text('login.lead-client', { client: <AppName name={clientName} /> })}
      </p>
      {unknown && <UnknownApp id="login-unknown" act="sign-in" />}
      {refused && <Alert id={LOGIN_ALERT}>{text(words(refused))}</Alert>}
      {forms.map(
        (form) =>
          form && (
            <Form action="/login" hidden={{ csrf, request: reference, confirm: confirms ? 'account' : undefined }}>
              {form}
            </Form>
          ),
      )}
      {links.map(({ id, href, lead, label }) => (
        <p class="elsewhere">
          {text(lead)}{' '}
          <a id={id} href={href}>
            {text(label)}
          </a>
        </p>
      ))}
    </>
  );
}

function words({ refusal, retryAfter, explanation }: SignInRefused): Message {
  if (explanation) return explanation;
  if (refusal === 'wrong') return message('login.wrong');
  if (refusal === 'outdated') return message('form.outdated');
  if (refusal === 'without-cookies') return message('form.without-cookies');
  return message('login.throttled', { time: { seconds: retryAfter } });
}
