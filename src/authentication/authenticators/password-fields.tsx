import { Actions } from '../../ui/components/form.js';
import { RevealButton } from '../../ui/components/password-field.js';
import { useTexts } from '../../ui/use-texts.js';
import type { Beginning } from './authenticator.js';

interface PasswordFieldsProps extends Beginning {
  /** Where someone is helped who has forgotten the password. */
  readonly forgotPassword: string;
}

/** Asks for username and password. */
export function PasswordFields({ username, invalidBy, forgotPassword }: PasswordFieldsProps) {
  const text = useTexts();
  const invalid = invalidBy === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': invalidBy };
  return (
    <>
      <label for="username">{text('login.username')}</label>
      <input
        id="username"
        name="username"
        type="text"
        autocomplete="username webauthn"
        autocapitalize="none"
        spellcheck={false}
        required
        autofocus={username === ''}
        value={username}
        {...invalid}
      />
      <label for="password">{text('login.password')}</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus={username !== ''}
        {...invalid}
      />
      {/* Below the field, so that the Tab key leads from the username to the password. */}
      <div class="row below">
        <RevealButton field="password" />
        <a id="forgot-password" href={forgotPassword}>
          {text('login.forgot')}
        </a>
      </div>
      <Actions>
        <button class="primary" id="login-submit" type="submit">
          {text('login.submit')}
        </button>
      </Actions>
    </>
  );
}
