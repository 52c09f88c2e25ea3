import type { Message } from '../../platform/texts/message.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import { Problems } from '../../ui/components/problems.js';
import { useTexts } from '../../ui/use-texts.js';
import type { FormProblems } from '../required-actions/form-problems.js';

interface SetupPageProps {
  readonly csrf: string;
  readonly token: string;
  readonly username: string;
  readonly email: string;
  readonly problems: FormProblems;
  /** Why the form was not taken, if not for its fields. */
  readonly refusal: Message | undefined;
}

const ALERT = 'setup-alert';

/** The first page of a new server: who administers it. */
export function SetupPage({ csrf, token, username, email, problems, refusal }: SetupPageProps) {
  const text = useTexts();
  const invalid = (field: string) =>
    problems.has(field) ? { 'aria-invalid': true, 'aria-describedby': ALERT } : { 'aria-invalid': undefined };
  const focused = [...problems.keys()][0] ?? (username === '' ? 'username' : 'password');
  return (
    <>
      <Brand />
      <h1>{text('setup.title')}</h1>
      <p class="lead">{text('setup.lead')}</p>
      <Problems problems={refusal ? [refusal] : []} />
      <Problems id={ALERT} problems={[...problems.values()]} />
      <Form action="/setup" hidden={{ csrf, token }}>
        <label for="username">{text('setup.username')}</label>
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
        <label for="email">{text('setup.email')}</label>
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
          ofAdministrator
          label={text('setup.password')}
          autofocus={focused === 'password'}
          invalidBy={problems.has('password') ? ALERT : undefined}
        />
        <Actions>
          <button class="primary" id="setup-submit" type="submit">
            {text('setup.submit')}
          </button>
        </Actions>
      </Form>
    </>
  );
}
