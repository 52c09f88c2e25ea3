import { accountNames } from '../../authentication/accounts/accounts.js';
import type { Message } from '../../platform/texts/message.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Alert } from '../../ui/components/alert.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';
import { type OtherWay, OtherWays } from '../sign-in/other-ways.js';
import type { CodeFactor } from './code-factor.js';
import { SendCodeForm } from './send-code-page.js';

interface CodePageProps {
  readonly factor: CodeFactor;
  readonly user: User;
  /** Where the form is sent. */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly others: readonly OtherWay[];
  /** For how many days the browser can be remembered; undefined: it is not offered. */
  readonly rememberDays: number | undefined;
  /** Whether that was chosen before. */
  readonly isRemembered: boolean;
  /** Why what was sent before was not taken. */
  readonly problem: Message | undefined;
  /** Whether a code has to be sent first, or can be sent again; left out: codes are not sent. */
  readonly send?: 'first' | 'again' | undefined;
  /** Whether the code was wrong, and not the form. */
  readonly isInvalid: boolean;
}

const ALERT = 'code-alert';

/** Asks for a code. */
export function CodePage(props: CodePageProps) {
  const { factor, user, action, hidden, others, rememberDays, isRemembered, problem, isInvalid, send } = props;
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text(factor.words.heading)}</h1>
      <p class="lead">{text(factor.words.lead)}</p>
      {problem !== undefined && <Alert id={ALERT}>{text(problem)}</Alert>}
      <AccountChip {...accountNames(user)} />
      {send === 'first' && <SendCodeForm {...{ action, hidden }} isAgain={false} />}
      {send !== 'first' && (
        <Form action={action} hidden={hidden}>
          <CodeField factor={factor} invalidBy={isInvalid ? ALERT : undefined} />
          {rememberDays !== undefined && <RememberDevice days={rememberDays} isChosen={isRemembered} />}
          <Actions>
            <button class="primary" id="verify-submit" type="submit">
              {text('factors.verify')}
            </button>
          </Actions>
        </Form>
      )}
      {send === 'again' && <SendCodeForm {...{ action, hidden }} isAgain />}
      <OtherWays ways={others} />
    </>
  );
}

/** Offers not to ask again in this browser for some time. */
function RememberDevice({ days, isChosen }: { readonly days: number; readonly isChosen: boolean }) {
  const text = useTexts();
  return (
    <label class="check" for="remember">
      <input id="remember" name="remember" type="checkbox" value="yes" checked={isChosen} />
      <span>{text('factors.devices.remember', { days })}</span>
    </label>
  );
}

interface CodeFieldProps {
  readonly factor: Pick<CodeFactor, 'words' | 'inputMode'>;
  readonly invalidBy: string | undefined;
}

/** The field for a code. */
export function CodeField({ factor, invalidBy }: CodeFieldProps) {
  const text = useTexts();
  const invalid = invalidBy === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': invalidBy };
  return (
    <>
      <label for="code">{text(factor.words.label)}</label>
      <input
        id="code"
        name="code"
        type="text"
        class="code"
        inputmode={factor.inputMode}
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        maxLength={40}
        required
        autofocus
        {...invalid}
      />
    </>
  );
}
