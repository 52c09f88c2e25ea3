import { Alert } from '../../ui/components/alert.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { FORGOT_PASSWORD, withRequest } from './forgot-password-link.js';
import type { RecoveryWay } from './recovery-way.js';

interface ForgotPasswordPageProps {
  readonly csrf: string;
  /** Of the authorization request that is gone on with afterwards. */
  readonly reference: string | undefined;
  /** What was typed before. */
  readonly username: string;
  /** Whether a link can be mailed. */
  readonly isMailed: boolean;
  readonly ways: readonly RecoveryWay[];
  /** Why the form was not taken. */
  readonly problem?: string | undefined;
}

const ALERT = 'forgot-password-alert';

/** Asks who has forgotten the password, or says what else there is to do. */
export function ForgotPasswordPage(props: ForgotPasswordPageProps) {
  const { reference, isMailed, ways, problem } = props;
  return (
    <>
      <Brand />
      <h1>Forgot your password?</h1>
      <p class="lead">{lead(isMailed, ways)}</p>
      {problem !== undefined && <Alert id={ALERT}>{problem}</Alert>}
      {isMailed && <AskForm {...props} />}
      <Ways ways={ways} reference={reference} />
      <Actions>
        <a class="button plain" href={withRequest('/login', reference)}>
          Back to sign-in
        </a>
      </Actions>
    </>
  );
}

function lead(isMailed: boolean, ways: readonly RecoveryWay[]): string {
  if (isMailed) return 'We send you a link by which you choose a new one.';
  if (ways.length > 0) return 'Choose another way to sign in.';
  return 'This server sends no mail. Ask your administrator for a link by which you choose a new password.';
}

function AskForm({ csrf, reference, username, problem }: ForgotPasswordPageProps) {
  const invalid = problem === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': ALERT };
  return (
    <Form action={FORGOT_PASSWORD} hidden={{ csrf, request: reference }}>
      <label for="username">Username or email</label>
      <input
        id="username"
        name="username"
        type="text"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
        autofocus
        value={username}
        {...invalid}
      />
      <Actions>
        <button class="primary" id="forgot-password-submit" type="submit">
          Send link
        </button>
      </Actions>
    </Form>
  );
}

function Ways({ ways, reference }: Pick<ForgotPasswordPageProps, 'ways' | 'reference'>) {
  return (
    <>
      {ways.map(({ path, label }) => (
        <Actions>
          <a class="button" href={withRequest(path, reference)}>
            {label}
          </a>
        </Actions>
      ))}
    </>
  );
}

/** Says the same to everyone: no one learns who has an account. */
export function ResetMailedPage({ reference }: { readonly reference: string | undefined }) {
  return (
    <>
      <Brand />
      <h1>Look into your mail</h1>
      <p class="lead">
        If there is an account of that name and it has an email address, a link is on its way to it. It works once, for
        an hour.
      </p>
      <p>It may take a few minutes. If nothing comes, look among unwanted mail, or ask your administrator.</p>
      <Actions>
        <a class="button" href={withRequest(FORGOT_PASSWORD, reference)}>
          Try another name
        </a>
        <a class="button plain" href={withRequest('/login', reference)}>
          Back to sign-in
        </a>
      </Actions>
    </>
  );
}
