import type { ComponentChildren } from 'preact';
import { accountNames } from '../../authentication/accounts/accounts.js';
import type { Message } from '../../platform/texts/message.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Alert } from '../../ui/components/alert.js';
import { Brand } from '../../ui/components/brand.js';
import { Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';
import { type OtherWay, OtherWays } from '../sign-in/other-ways.js';
import { PasskeyButton } from './passkey-button.js';

interface FormProps {
  /** Where the form is sent. */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  /** Where the script asks what to ask the browser for, below the issuer. */
  readonly options: string;
}

interface PasskeyStepPageProps extends FormProps {
  readonly user: User;
  readonly others: readonly OtherWay[];
  readonly problem: Message | undefined;
}

/** Asks for a passkey to complete a sign-in. */
export function PasskeyStepPage({ user, action, hidden, options, others, problem }: PasskeyStepPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('passkeys.step.title')}</h1>
      <p class="lead">{text('passkeys.step.lead')}</p>
      {problem && <Alert>{text(problem)}</Alert>}
      <AccountChip {...accountNames(user)} />
      <Unsupported>{text('passkeys.step.unsupported')}</Unsupported>
      <Form action={action} hidden={hidden}>
        <PasskeyButton act="use" options={options} label="passkeys.step.button" primary />
      </Form>
      <OtherWays ways={others} />
    </>
  );
}

interface PasskeySetupPageProps extends FormProps {
  readonly isOffered: boolean;
  readonly cancelPath: string;
  readonly problem: Message | undefined;
}

/** Has a passkey made. */
export function PasskeySetupPage({ action, hidden, options, isOffered, cancelPath, problem }: PasskeySetupPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('passkeys.setup.title')}</h1>
      <p class="lead">{text('passkeys.setup.lead')}</p>
      {problem && <Alert>{text(problem)}</Alert>}
      {isOffered ? (
        <Form action={action} hidden={hidden}>
          <Unsupported>{text('passkeys.setup.unsupported')}</Unsupported>
          <PasskeyButton act="add" options={options} label="passkeys.setup.button" primary />
        </Form>
      ) : (
        <p class="hint">{text('passkeys.setup.not-offered')}</p>
      )}
      <div class="actions">
        <a class="button plain" href={cancelPath}>
          {text('factors.cancel')}
        </a>
      </div>
    </>
  );
}

interface PasskeyRecoveryPageProps extends FormProps {
  readonly isOffered: boolean;
  readonly backPath: string;
}

/** Asks for a passkey, before another password is chosen. */
export function PasskeyRecoveryPage({ action, hidden, options, isOffered, backPath }: PasskeyRecoveryPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('passkeys.recovery.title')}</h1>
      <p class="lead">{text('passkeys.recovery.lead')}</p>
      {isOffered ? (
        <Form action={action} hidden={hidden}>
          <Unsupported>{text('passkeys.step.unsupported')}</Unsupported>
          <PasskeyButton act="use" options={options} label="passkeys.step.button" primary />
        </Form>
      ) : (
        <p class="hint">{text('passkeys.setup.not-offered')}</p>
      )}
      <div class="actions">
        <a class="button plain" href={backPath}>
          {text('factors.other-ways')}
        </a>
      </div>
    </>
  );
}

/** Shown until the script finds that the browser can use passkeys. */
function Unsupported({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="hint" data-without-passkeys>
      {children}
    </p>
  );
}
