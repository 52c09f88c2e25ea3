import type { Message } from '../../platform/texts/message.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import { FormAlert } from '../../ui/components/problems.js';
import { FieldProblem } from '../../ui/components/text-field.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';
import { accountNames } from '../accounts/accounts.js';
import type { FormProblems } from '../form-problems.js';

interface OwnPasswordPageProps {
  /** Where the form is sent. */
  readonly action: string;
  readonly csrf: string;
  readonly user: User;
  /** Whether everything else stays signed in, as was chosen before. */
  readonly keepsSessions: boolean;
  readonly problems: FormProblems;
  /** Why the form was not taken, if not for its fields. */
  readonly refusal: Message | undefined;
}

/** Asks someone who is signed in for the password until now, and for a new one. */
export function OwnPasswordPage({ action, csrf, user, keepsSessions, problems, refusal }: OwnPasswordPageProps) {
  const text = useTexts();
  const wrong = problems.get('current_password');
  return (
    <>
      <h1>{text('own-password.title')}</h1>
      <p class="lead">{text('own-password.lead')}</p>
      <FormAlert refusal={refusal} problems={problems} />
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
          {...(wrong && { 'aria-invalid': true, 'aria-describedby': 'current-password-problem' })}
        />
        <FieldProblem name="current-password" problem={wrong} />
        <PasswordField label={text('choose-password.new')} problem={problems.get('password')} />
        <label class="check" for="keep-sessions">
          <input
            id="keep-sessions"
            name="keep_sessions"
            type="checkbox"
            value="yes"
            checked={keepsSessions}
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
