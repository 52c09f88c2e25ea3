import { Actions } from '../../ui/components/form.js';
import { RevealButton } from '../../ui/components/password-field.js';
import type { Beginning } from './authenticator.js';

interface PasswordFieldsProps extends Beginning {
  /** Where someone is helped who has forgotten the password; left out: nowhere. */
  readonly forgotPasswordUrl?: string;
}

/** Asks for username and password. */
export function PasswordFields({ username, invalidBy, forgotPasswordUrl }: PasswordFieldsProps) {
  const invalid = invalidBy === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': invalidBy };
  return (
    <>
      <label for="username">Username or email</label>
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
      <label for="password">Password</label>
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
        {forgotPasswordUrl !== undefined && (
          <a id="forgot-password" href={forgotPasswordUrl}>
            Forgot it?
          </a>
        )}
      </div>
      <Actions>
        <button class="primary" id="login-submit" type="submit">
          Sign in
        </button>
      </Actions>
    </>
  );
}
