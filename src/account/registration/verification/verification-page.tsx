import { Alert } from '../../../ui/components/alert.js';
import { Brand } from '../../../ui/components/brand.js';
import { Actions, Form } from '../../../ui/components/form.js';
import { PasswordField } from '../../../ui/components/password-field.js';
import { TextField } from '../../../ui/components/text-field.js';
import { useTexts } from '../../../ui/use-texts.js';
import type { FormRefusal } from '../form/registration-problems.js';
import { VERIFY } from '../pending/pending-registrations.service.js';

export interface VerificationPageProps {
  /** The CSRF token, and the secret of the link. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly email: string;
  readonly username: string;
  /** Whether another username has to be chosen. */
  readonly asksUsername: boolean;
  /** Whether a password has to be chosen: the one that was typed before may be of someone else. */
  readonly asksPassword: boolean;
  readonly refusal: FormRefusal | undefined;
}

/** Asks who has opened the link whether to make the account. Nothing happens before the form is sent: scanners open links. */
export function VerificationPage({ hidden, email, username, refusal, ...asks }: VerificationPageProps) {
  const text = useTexts();
  const problems = refusal?.problems ?? new Map<string, never>();
  return (
    <>
      <Brand />
      <h1>{text('register.verify.title')}</h1>
      <p class="lead">{text('register.verify.lead', { email: <bdi>{email}</bdi>, username: <bdi>{username}</bdi> })}</p>
      {refusal?.words && <Alert>{text(refusal.words)}</Alert>}
      {asks.asksPassword && !asks.asksUsername && <p class="notice">{text('register.verify.other-browser')}</p>}
      <Form action={VERIFY} hidden={hidden}>
        {asks.asksUsername ? (
          <TextField
            name="username"
            label={text('register.username')}
            value={username}
            problem={problems.get('username')}
            autofocus
            autocomplete="username"
            maxLength={255}
            verbatim
          />
        ) : (
          <input type="text" autocomplete="username" value={username} readOnly hidden />
        )}
        {asks.asksPassword && (
          <PasswordField
            label={text('register.password')}
            autofocus={!asks.asksUsername}
            problem={problems.get('password')}
          />
        )}
        <Actions>
          <button class="primary" id="verify-address" type="submit">
            {text('register.verify.submit')}
          </button>
        </Actions>
      </Form>
    </>
  );
}
