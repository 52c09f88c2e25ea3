import type { TextKey } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { Actions, Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import { OWN_FACTORS } from '../account/own-factors-paths.js';

interface RenewCodesPageProps {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly problem: TextKey | undefined;
}

/** Asks before new recovery codes void the old ones. */
export function RenewCodesPage({ action, hidden, problem }: RenewCodesPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('factors.recovery.renew')}</h1>
      <p class="lead">{text('factors.recovery.renew-lead')}</p>
      {problem && <Alert>{text(problem)}</Alert>}
      <Form action={action} hidden={hidden}>
        <Actions>
          <button class="primary" id="recovery-codes-renew" type="submit">
            {text('factors.recovery.renew')}
          </button>
          <a class="button plain" href={OWN_FACTORS}>
            {text('factors.cancel')}
          </a>
        </Actions>
      </Form>
    </>
  );
}
