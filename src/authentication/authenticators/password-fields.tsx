import { Actions } from '../../ui/components/form.js';
import type { Beginning } from './authenticator.js';

/** Asks for username and password. */
export function PasswordFields({ username, invalidBy }: Beginning) {
  const invalid = invalidBy === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': invalidBy };
  return (
    <>
      <label for="username">Username or email</label>
      <input
        id="username"
        name="username"
        type="text"
        autocomplete="username"
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
      <Actions>
        <button class="primary" id="login-submit" type="submit">
          Sign in
        </button>
      </Actions>
    </>
  );
}
