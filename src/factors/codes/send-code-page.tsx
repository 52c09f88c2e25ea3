import type { Message, TextKey } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { Actions, Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';

interface SendCodePageProps {
  readonly title: TextKey;
  readonly address: string;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly problem: Message | undefined;
  /** Where the person goes instead; left out: the page says so elsewhere. */
  readonly cancelPath?: string;
}

/** Offers to send a code: only a form does that, so that opening a page sends nothing. */
export function SendCodePage({ title, address, action, hidden, problem, cancelPath }: SendCodePageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text(title)}</h1>
      <p class="lead">{text('factors.email.send-lead', { address: <bdi>{address}</bdi> })}</p>
      {problem && <Alert>{text(problem)}</Alert>}
      <SendCodeForm {...{ action, hidden }} isAgain={false} />
      {cancelPath !== undefined && (
        <Actions>
          <a class="button plain" href={cancelPath}>
            {text('factors.cancel')}
          </a>
        </Actions>
      )}
    </>
  );
}

interface SendCodeFormProps {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly isAgain: boolean;
}

/** Has a code sent. */
export function SendCodeForm({ action, hidden, isAgain }: SendCodeFormProps) {
  const text = useTexts();
  return (
    <Form action={action} hidden={hidden}>
      <Actions>
        <button class={isAgain ? 'plain' : 'primary'} id="send-code" type="submit" name="act" value="send">
          {text(isAgain ? 'factors.email.send-again' : 'factors.email.send')}
        </button>
      </Actions>
    </Form>
  );
}
