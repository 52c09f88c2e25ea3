import { withRequest } from '../../authentication/login/sign-in-paths.js';
import type { Message } from '../../platform/texts/message.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import { Problems } from '../../ui/components/problems.js';
import { useTexts } from '../../ui/use-texts.js';

interface RecoveryCodePasswordPageProps {
  readonly action: string;
  readonly csrf: string;
  /** Of the authorization request that is gone on with afterwards. */
  readonly reference: string;
  /** What was typed before. */
  readonly username: string;
  /** Why what was sent before was not taken. */
  readonly problems: readonly Message[];
  /** Which fields they are about. */
  readonly wrong?: 'code' | 'password' | undefined;
}

const ALERT = 'recovery-code-alert';

/** Asks who has forgotten the password for a recovery code and a new password. */
export function RecoveryCodePasswordPage(props: RecoveryCodePasswordPageProps) {
  const { action, csrf, reference, username, problems, wrong } = props;
  const text = useTexts();
  const typed = { type: 'text', autocapitalize: 'none', spellcheck: false, required: true } as const;
  const invalid = wrong === 'code' ? { 'aria-invalid': true, 'aria-describedby': ALERT } : {};
  return (
    <>
      <Brand />
      <h1>{text('choose-password.title')}</h1>
      <p class="lead">{text('factors.recovery.password-lead')}</p>
      <Problems id={ALERT} problems={problems} />
      <Form action={action} hidden={{ csrf, request: reference }}>
        <label for="username">{text('recovery.username')}</label>
        <input
          id="username"
          name="username"
          {...typed}
          autocomplete="username"
          autofocus
          value={username}
          {...invalid}
        />
        <label for="code">{text('factors.recovery.label')}</label>
        <input id="code" name="code" {...typed} autocomplete="off" {...invalid} />
        <PasswordField label={text('choose-password.new')} invalidBy={wrong === 'password' ? ALERT : undefined} />
        <Actions>
          <button class="primary" id="choose-password-submit" type="submit">
            {text('choose-password.submit')}
          </button>
          <a class="button plain" href={withRequest('/login', reference)}>
            {text('recovery.back')}
          </a>
        </Actions>
      </Form>
    </>
  );
}
