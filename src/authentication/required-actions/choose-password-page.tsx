import type { Message, TextKey } from '../../platform/texts/message.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import { Problems } from '../../ui/components/problems.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';
import { accountNames } from '../accounts/accounts.js';

export interface ChoosePasswordPageProps {
  /** Where the form is sent. */
  readonly action: string;
  /** The CSRF token, and what else travels along. */
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly user: User;
  readonly lead: TextKey;
  /** Why what was sent before was not taken. */
  readonly problems: readonly Message[];
}

const ALERT = 'choose-password-alert';

/** Asks someone who is known, by a link or by the password until now, for a new one. */
export function ChoosePasswordPage({ action, hidden, user, lead, problems }: ChoosePasswordPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('choose-password.title')}</h1>
      <p class="lead">{text(lead)}</p>
      <Problems id={ALERT} problems={problems} />
      <AccountChip {...accountNames(user)} />
      <Form action={action} hidden={hidden}>
        {/* For password managers: whose password this is. */}
        <input type="text" autocomplete="username" value={user.username} readOnly hidden />
        <PasswordField
          label={text('choose-password.new')}
          autofocus
          invalidBy={problems.length === 0 ? undefined : ALERT}
        />
        <Actions>
          <button class="primary" id="choose-password-submit" type="submit">
            {text('choose-password.submit')}
          </button>
        </Actions>
      </Form>
    </>
  );
}
