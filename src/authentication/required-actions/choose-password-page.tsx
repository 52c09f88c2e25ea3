import { AccountChip } from '../../ui/components/account-chip.js';
import { Alert } from '../../ui/components/alert.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import type { User } from '../../users/user.js';
import { accountNames } from '../accounts/accounts.js';

export interface ChoosePasswordPageProps {
  /** Where the form is sent. */
  readonly action: string;
  /** The CSRF token, and what else travels along. */
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly user: User;
  readonly lead: string;
  /** Why what was sent before was not taken. */
  readonly problem?: string | undefined;
}

const ALERT = 'choose-password-alert';

/** Asks someone who is known, by a link or by the password until now, for a new one. */
export function ChoosePasswordPage({ action, hidden, user, lead, problem }: ChoosePasswordPageProps) {
  return (
    <>
      <Brand />
      <h1>Choose a password</h1>
      <p class="lead">{lead}</p>
      {problem !== undefined && <Alert id={ALERT}>{problem}</Alert>}
      <AccountChip {...accountNames(user)} />
      <Form action={action} hidden={hidden}>
        {/* For password managers: whose password this is. */}
        <input type="text" autocomplete="username" value={user.username} readOnly hidden />
        <PasswordField label="New password" autofocus invalidBy={problem === undefined ? undefined : ALERT} />
        <Actions>
          <button class="primary" id="choose-password-submit" type="submit">
            Save and sign in
          </button>
        </Actions>
      </Form>
    </>
  );
}
