import { Alert } from '../../ui/components/alert.js';
import { Actions, Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import { OWN_DATA } from './data.entry.js';

/** Offers what is stored about the person as a file. */
export function DataPage({ csrf, outdated }: { readonly csrf: string; readonly outdated: boolean }) {
  const text = useTexts();
  return (
    <>
      <h1>{text('account.data')}</h1>
      <p class="lead">{text('account.data-lead')}</p>
      {outdated && <Alert>{text('form.outdated')}</Alert>}
      <Form action={OWN_DATA} hidden={{ csrf }}>
        <Actions>
          <button class="primary" id="data-download" type="submit">
            {text('account.data-download')}
          </button>
        </Actions>
      </Form>
    </>
  );
}
