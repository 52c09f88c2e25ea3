import type { Message } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import { CodeField } from '../codes/code-page.js';
import { SendCodeForm } from '../codes/send-code-page.js';
import { SetUpActions } from '../codes/set-up-actions.js';
import type { EmailFactor } from './email.factor.js';

interface EmailSetupPageProps {
  readonly factor: EmailFactor;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly cancelPath: string;
  readonly problem: Message | undefined;
  readonly isInvalid: boolean;
}

const ALERT = 'email-alert';

/** Asks for the code that was sent, so that no one is asked for codes that do not arrive. */
export function EmailSetupPage({ factor, action, hidden, cancelPath, problem, isInvalid }: EmailSetupPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('factors.email.title')}</h1>
      <p class="lead">{text('factors.email.sent')}</p>
      {problem && <Alert id={ALERT}>{text(problem)}</Alert>}
      <Form action={action} hidden={hidden}>
        <CodeField factor={factor} invalidBy={isInvalid ? ALERT : undefined} />
        <SetUpActions cancelPath={cancelPath} />
      </Form>
      <SendCodeForm {...{ action, hidden }} isAgain />
    </>
  );
}
