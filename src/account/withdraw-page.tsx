import { AppName } from '../ui/components/app.js';
import { Brand } from '../ui/components/brand.js';
import { Actions, Form } from '../ui/components/form.js';
import { ScopeList } from '../ui/components/scope-list.js';
import type { AppWithAccess } from './app-section.js';

interface WithdrawPageProps {
  readonly csrf: string;
  readonly app: AppWithAccess;
}

/** Asks once before an app loses its access. */
export function WithdrawPage({ csrf, app: { clientId, name, items } }: WithdrawPageProps) {
  return (
    <>
      <Brand />
      <h1>Withdraw access?</h1>
      <p class="lead">
        <AppName name={name} /> can then do none of this for you any more. It may ask you again.
      </p>
      <ScopeList items={items} />
      <Form action="/account/consents/withdraw" hidden={{ csrf, client_id: clientId }}>
        <Actions>
          <button class="primary" id="withdraw-submit" type="submit">
            Withdraw access
          </button>
          <a class="button plain" href="/account">
            Keep access
          </a>
        </Actions>
      </Form>
    </>
  );
}
