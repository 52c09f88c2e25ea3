import { AppName } from '../ui/components/app.js';
import { Brand } from '../ui/components/brand.js';
import { Actions, Form } from '../ui/components/form.js';
import { ScopeList } from '../ui/components/scope-list.js';
import { useTexts } from '../ui/use-texts.js';
import type { AppWithAccess } from './app-section.js';

interface WithdrawPageProps {
  readonly csrf: string;
  readonly app: AppWithAccess;
}

/** Asks once before an app loses its access. */
export function WithdrawPage({ csrf, app: { clientId, name, items } }: WithdrawPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('withdraw.title')}</h1>
      <p class="lead">{text('withdraw.lead', { client: <AppName name={name} /> })}</p>
      <ScopeList items={items} />
      <Form action="/account/consents/withdraw" hidden={{ csrf, client_id: clientId }}>
        <Actions>
          <button class="primary" id="withdraw-submit" type="submit">
            {text('withdraw.submit')}
          </button>
          <a class="button plain" href="/account">
            {text('withdraw.keep')}
          </a>
        </Actions>
      </Form>
    </>
  );
}
