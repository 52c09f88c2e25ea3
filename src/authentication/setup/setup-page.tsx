import { Alert } from '../../ui/components/alert.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import type { FormProblems } from '../required-actions/form-problems.js';

interface SetupPageProps {
  readonly csrf: string;
  readonly token: string;
  readonly username: string;
  readonly email: string;
  readonly problems: FormProblems;
  /** Why the form was not taken, if not for its fields. */
  readonly refusal: string | undefined;
}

const ALERT = 'setup-alert';

/** The first page of a new server: who administers it. */
export function SetupPage({ csrf, token, username, email, problems, refusal }: SetupPageProps) {
  const invalid = (field: string) =>
    problems.has(field) ? { 'aria-invalid': true, 'aria-describedby': ALERT } : { 'aria-invalid': undefined };
  const focused = [...problems.keys()][0] ?? (username === '' ? 'username' : 'password');
  return (
    <>
      <Brand />
      <h1>Set up this server</h1>
      <p class="lead">Create the first account. It may administer everything.</p>
      {refusal && <Alert>{refusal}</Alert>}
      {problems.size > 0 && <Alert id={ALERT}>{[...problems.values()].join(' ')}</Alert>}
      <Form action="/setup" hidden={{ csrf, token }}>
        <label for="username">Username</label>
        <input
          id="username"
          name="username"
          type="text"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          maxLength={255}
          autofocus={focused === 'username'}
          value={username}
          {...invalid('username')}
        />
        <label for="email">Email address (optional)</label>
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="email"
          autofocus={focused === 'email'}
          value={email}
          {...invalid('email')}
        />
        <PasswordField
          label="Password"
          autofocus={focused === 'password'}
          invalidBy={problems.has('password') ? ALERT : undefined}
        />
        <Actions>
          <button class="primary" id="setup-submit" type="submit">
            Create account
          </button>
        </Actions>
      </Form>
    </>
  );
}
