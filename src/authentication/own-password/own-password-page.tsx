import type { Message } from '../../platform/texts/message.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import { Problems } from '../../ui/components/problems.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';
import { accountNames } from '../accounts/accounts.js';

/** What was not taken, and why. */
export interface OwnPasswordProblem {
  /** Left out: no field, but the form as a whole. */
  readonly field?: 'current_password' | 'password';
  readonly said: readonly Message[];
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
  const text = useTexts();
  const invalid =
    problem?.field === 'current_password' ? { 'aria-invalid': true, 'aria-describedby': ALERT } : undefined;
  return (
    <>
      <h1>{text('own-password.title')}</h1>
      <p class="lead">{text('own-password.lead')}</p>
      <Problems id={ALERT} problems={problem?.said ?? []} />
      <AccountChip {...accountNames(user)} />
      <Form action={action} hidden={{ csrf }}>
        {/* For password managers: whose password this is. */}
        <input type="text" autocomplete="username" value={user.username} readOnly hidden />
        <label for="current-password">{text('own-password.current')}</label>
        <input
          id="current-password"
          name="current_password"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          {...invalid}
        />
        <PasswordField
          label={text('choose-password.new')}
          invalidBy={problem?.field === 'password' ? ALERT : undefined}
        />
        <label class="check" for="keep-sessions">
          <input
            id="keep-sessions"
            name="keep_sessions"
            type="checkbox"
            value="yes"
            aria-describedby="keep-sessions-hint"
          />
          <span>{text('own-password.keep')}</span>
        </label>
        <p class="hint" id="keep-sessions-hint">
          {text('own-password.keep-hint')}
        </p>
        <Actions>
          <button class="primary" id="own-password-submit" type="submit">
            {text('own-password.submit')}
          </button>
          <a class="button plain" href="/account">
            {text('own-password.cancel')}
          </a>
        </Actions>
      </Form>
    </>
  );
}
