import type { Message, TextKey } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import { withRequest } from '../login/sign-in-paths.js';
import { TaskField } from '../proof-of-work/task-field.js';
import { FORGOT_PASSWORD } from './forgot-password-link.js';
import type { RecoveryWay } from './recovery-way.js';

interface ForgotPasswordPageProps {
  readonly csrf: string;
  /** Of the authorization request that is gone on with afterwards. */
  readonly reference: string;
  /** What was typed before. */
  readonly username: string;
  /** Whether a link can be mailed. */
  readonly isMailed: boolean;
  readonly ways: readonly RecoveryWay[];
  /** What the browser has to solve; undefined: nothing. */
  readonly task: string | undefined;
  /** Why the form was not taken. */
  readonly problem?: Message | undefined;
}

const ALERT = 'forgot-password-alert';

/** Asks who has forgotten the password, or says what else there is to do. */
export function ForgotPasswordPage(props: ForgotPasswordPageProps) {
  const text = useTexts();
  const { reference, isMailed, ways, problem } = props;
  return (
    <>
      <Brand />
      <h1>{text('recovery.title')}</h1>
      <p class="lead">{text(lead(isMailed, ways))}</p>
      {problem !== undefined && <Alert id={ALERT}>{text(problem)}</Alert>}
      {isMailed && <AskForm {...props} />}
      <Ways ways={ways} reference={reference} />
      {!isMailed && ways.length > 0 && <p class="hint">{text('recovery.lead-none')}</p>}
      <Actions>
        <a class="button plain" href={withRequest('/login', reference)}>
          {text('recovery.back')}
        </a>
      </Actions>
    </>
  );
}

function lead(isMailed: boolean, ways: readonly RecoveryWay[]): TextKey {
  if (isMailed) return 'recovery.lead-mail';
  if (ways.length > 0) return 'recovery.lead-ways';
  return 'recovery.lead-none';
}

function AskForm({ csrf, reference, username, task, problem }: ForgotPasswordPageProps) {
  const text = useTexts();
  const invalid = problem === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': ALERT };
  return (
    <Form action={FORGOT_PASSWORD} hidden={{ csrf, request: reference }}>
      <label for="username">{text('recovery.username')}</label>
      <input
        id="username"
        name="username"
        type="text"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
        autofocus
        value={username}
        {...invalid}
      />
      <TaskField task={task} />
      <Actions>
        <button class="primary" id="forgot-password-submit" type="submit">
          {text('recovery.submit')}
        </button>
      </Actions>
    </Form>
  );
}

function Ways({ ways, reference }: Pick<ForgotPasswordPageProps, 'ways' | 'reference'>) {
  const text = useTexts();
  return (
    <>
      {ways.map(({ path, label }) => (
        <Actions>
          <a class="button plain" href={withRequest(path, reference)}>
            {text(label)}
          </a>
        </Actions>
      ))}
    </>
  );
}

/** Says the same to everyone: no one learns who has an account. */
export function ResetMailedPage({ reference }: { readonly reference: string }) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('recovery.sent.title')}</h1>
      <p class="lead">{text('recovery.sent.lead')}</p>
      <p>{text('recovery.sent.wait')}</p>
      <Actions>
        <a class="button plain" href={withRequest(FORGOT_PASSWORD, reference)}>
          {text('recovery.sent.again')}
        </a>
        <a class="button plain" href={withRequest('/login', reference)}>
          {text('recovery.back')}
        </a>
      </Actions>
    </>
  );
}
