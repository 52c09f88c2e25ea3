import type { FormProblems } from '../../../authentication/form-problems.js';
import { TaskField } from '../../../authentication/proof-of-work/task-field.js';
import type { Message } from '../../../platform/texts/message.js';
import { AppName } from '../../../ui/components/app.js';
import { Brand } from '../../../ui/components/brand.js';
import { Actions, Form } from '../../../ui/components/form.js';
import { PasswordField } from '../../../ui/components/password-field.js';
import { FormAlert } from '../../../ui/components/problems.js';
import { FieldProblem, TextField } from '../../../ui/components/text-field.js';
import { useTexts } from '../../../ui/use-texts.js';
import { REGISTRATION_FIELDS, type RegistrationField } from '../user-registration-settings.js';
import { ProfileFields } from './profile-fields.js';
import type { RegistrationForm } from './registration-form.js';

/** The field that people do not see: who fills it in is a program. */
export const TRAP = 'reason';

/** The fields from top to bottom. */
const IN_ORDER = ['invitation', 'username', 'email', ...REGISTRATION_FIELDS, 'password'];

export interface RegisterPageProps {
  /** What travels along: the CSRF token, when the form was shown first, the reference of the request. */
  readonly hidden: Readonly<Record<string, string | undefined>>;
  /** What it is registered for. */
  readonly clientName: string | undefined;
  /** Where people sign in who have an account. */
  readonly signInPath: string;
  readonly form: Omit<RegistrationForm, 'password'>;
  readonly fields: readonly RegistrationField[];
  /** Whether an address has to be given. */
  readonly needsEmail: boolean;
  /** What was typed as the code of an invitation; undefined if none is asked for. */
  readonly invitation: string | undefined;
  /** The version that has to be accepted, and where it stands; undefined: there are none. */
  readonly terms: { readonly version: string; readonly href: string } | undefined;
  /** What the browser has to solve; undefined: nothing. */
  readonly task: string | undefined;
  readonly problems: FormProblems;
  /** Why the form was not taken, if not for its fields. */
  readonly refusal: Message | undefined;
}

/** Asks for what an account needs. */
export function RegisterPage(props: RegisterPageProps) {
  const { form, problems, refusal, invitation, needsEmail } = props;
  const text = useTexts();
  const focused = IN_ORDER.find((name) => problems.has(name)) ?? (invitation === '' ? 'invitation' : 'username');
  return (
    <>
      <Brand />
      <h1>{text('register.title')}</h1>
      <p class="lead">
        {props.clientName === undefined
          ? text('register.lead')
          : text('register.lead-client', { client: <AppName name={props.clientName} /> })}
      </p>
      <FormAlert refusal={refusal} problems={problems} />
      <Form action="/register" hidden={props.hidden}>
        {invitation !== undefined && (
          <TextField
            name="invitation"
            label={text('register.invitation')}
            value={invitation}
            problem={problems.get('invitation')}
            autofocus={focused === 'invitation'}
            autocomplete="off"
            verbatim
          />
        )}
        <TextField
          name="username"
          label={text('register.username')}
          value={form.username}
          problem={problems.get('username')}
          autofocus={focused === 'username'}
          autocomplete="username"
          maxLength={255}
          verbatim
        />
        <TextField
          name="email"
          type="email"
          label={text(needsEmail ? 'register.email' : 'register.email.optional')}
          value={form.email}
          problem={problems.get('email')}
          required={needsEmail}
          autofocus={focused === 'email'}
          autocomplete="email"
        />
        <ProfileFields fields={props.fields} values={form.profile} problems={problems} focused={focused} />
        <PasswordField
          label={text('register.password')}
          autofocus={focused === 'password'}
          problem={problems.get('password')}
        />
        {props.terms && <TermsField {...props.terms} accepted={form.terms} problem={problems.get('terms')} />}
        <div class="unseen" aria-hidden="true">
          <label for={TRAP}>{text('register.trap')}</label>
          <input id={TRAP} name={TRAP} type="text" tabIndex={-1} autocomplete="off" value="" />
        </div>
        <TaskField task={props.task} />
        <Actions>
          <button class="primary" id="register-submit" type="submit">
            {text('register.submit')}
          </button>
        </Actions>
      </Form>
      <p class="elsewhere">
        {text('register.have-account')}{' '}
        <a id="sign-in" href={props.signInPath}>
          {text('register.sign-in')}
        </a>
      </p>
    </>
  );
}

interface TermsFieldProps {
  readonly version: string;
  readonly href: string;
  /** The version that was accepted before; empty: none. */
  readonly accepted: string;
  readonly problem: Message | undefined;
}

function TermsField({ version, href, accepted, problem }: TermsFieldProps) {
  const text = useTexts();
  const link = (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {text('register.terms.name')}
    </a>
  );
  return (
    <>
      <div class="check">
        <input
          id="terms"
          name="terms"
          type="checkbox"
          value={version}
          required
          checked={accepted === version}
          aria-invalid={problem === undefined ? undefined : true}
          aria-describedby={problem === undefined ? undefined : 'terms-problem'}
        />
        <label for="terms">{text('register.terms', { terms: link })}</label>
      </div>
      <FieldProblem name="terms" problem={problem} />
    </>
  );
}
