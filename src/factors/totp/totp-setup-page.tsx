import type { Message } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import { CodeField } from '../codes/code-page.js';
import { SetUpActions } from '../codes/set-up-actions.js';
import { QrCode } from './qr-code.js';
import type { TotpFactor } from './totp.factor.js';
import { grouped } from './totp.js';

interface TotpSetupPageProps {
  readonly factor: TotpFactor;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  /** Base32. */
  readonly secret: string;
  readonly modules: readonly (readonly boolean[])[];
  /** What the person calls the app. */
  readonly label: string;
  /** Where the person goes instead; left out: nowhere. */
  readonly cancelPath: string;
  readonly problem: Message | undefined;
  readonly isInvalid: boolean;
}

const ALERT = 'totp-alert';

/** Asks to take the secret over into an app, and for a code that shows that this has worked. */
export function TotpSetupPage(props: TotpSetupPageProps) {
  const { factor, action, hidden, secret, modules, label, cancelPath, problem, isInvalid } = props;
  const text = useTexts();
  return (
    <>
      <h1>{text('factors.totp.setup-title')}</h1>
      <p class="lead">{text('factors.totp.setup-lead')}</p>
      {problem && <Alert id={ALERT}>{text(problem)}</Alert>}
      <QrCode modules={modules} label={text('factors.totp.qr')} />
      <details>
        <summary>{text('factors.totp.manual')}</summary>
        <p>{text('factors.totp.manual-lead')}</p>
        <p>
          <code id="totp-key">{grouped(secret)}</code>
        </p>
      </details>
      <Form action={action} hidden={hidden}>
        <CodeField factor={factor} invalidBy={isInvalid ? ALERT : undefined} />
        <label for="label">{text('factors.label')}</label>
        <input id="label" name="label" type="text" maxLength={64} value={label} autocomplete="off" />
        <SetUpActions cancelPath={cancelPath} />
      </Form>
    </>
  );
}
