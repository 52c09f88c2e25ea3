import type { Message } from '../../platform/texts/message.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { PasswordField } from '../../ui/components/password-field.js';
import { FormAlert } from '../../ui/components/problems.js';
import { TextField } from '../../ui/components/text-field.js';
import { useTexts } from '../../ui/use-texts.js';
import type { FormProblems } from '../form-problems.js';

interface SetupPageProps {
  readonly csrf: string;
  readonly token: string;
  readonly username: string;
  readonly email: string;
  readonly problems: FormProblems;
  /** Why the form was not taken, if not for its fields. */
  readonly refusal: Message | undefined;
}

/** The first page of a new server: who administers it. */
export function SetupPage({ csrf, token, username, email, problems, refusal }: SetupPageProps) {
  const text = useTexts();
  const focused = [...problems.keys()][0] ?? (username === '' ? 'username' : 'password');
  return (
    <>
      <Brand />
      <h1>{text('setup.title')}</h1>
      <p class="lead">{text('setup.lead')}</p>
      <FormAlert refusal={refusal} problems={problems} />
      <Form action="/setup" hidden={{ csrf, token }}>
        <TextField
          name="username"
          label={text('setup.username')}
          value={username}
          problem={problems.get('username')}
          autofocus={focused === 'username'}
          autocomplete="username"
          maxLength={255}
          verbatim
        />
        <TextField
          name="email"
          type="email"
          label={text('setup.email')}
          value={email}
          problem={problems.get('email')}
          required={false}
          autofocus={focused === 'email'}
          autocomplete="email"
        />
        <PasswordField
          ofAdministrator
          label={text('setup.password')}
          autofocus={focused === 'password'}
          problem={problems.get('password')}
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
