import { AccountChip } from '../../ui/components/account-chip.js';
import { Alert } from '../../ui/components/alert.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import type { User } from '../../users/user.js';
import { accountNames } from '../accounts/accounts.js';

/** What was not taken, and why. */
export interface OwnPasswordProblem {
  /** Left out: no field, but the form as a whole. */
  readonly field?: 'current_password' | 'password';
  readonly words: string;
}

interface OwnPasswordPageProps {
  /** Where the form is sent. */
  readonly action: string;
  readonly csrf: string;
  readonly user: User;
  readonly problem: OwnPasswordProblem | undefined;
}

const ALERT = 'own-password-alert';

/** Asks someone who is signed in for the password until now, and for a new one. */
export function OwnPasswordPage({ action, csrf, user, problem }: OwnPasswordPageProps) {
  const invalid =
    problem?.field === 'current_password' ? { 'aria-invalid': true, 'aria-describedby': ALERT } : undefined;
  return (
    <>
      <h1>Change your password</h1>
      <p class="lead">You stay signed in here. Everywhere else, and in apps, you have to sign in again.</p>
      {problem && <Alert id={ALERT}>{problem.words}</Alert>}
      <AccountChip {...accountNames(user)} />
      <Form action={action} hidden={{ csrf }}>
        {/* For password managers: whose password this is. */}
        <input type="text" autocomplete="username" value={user.username} readOnly hidden />
        <label for="current-password">Current password</label>
        <input
          id="current-password"
          name="current_password"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          {...invalid}
        />
        <PasswordField label="New password" invalidBy={problem?.field === 'password' ? ALERT : undefined} />
        <Actions>
          <button class="primary" id="own-password-submit" type="submit">
            Change password
          </button>
          <a class="button plain" href="/account">
            Cancel
          </a>
        </Actions>
      </Form>
    </>
  );
}
