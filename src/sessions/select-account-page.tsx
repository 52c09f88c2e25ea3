import { AccountChip } from '../platform/http/components/account-chip.js';
import { Alert } from '../platform/http/components/alert.js';
import { Brand } from '../platform/http/components/brand.js';
import { Actions, Form } from '../platform/http/components/form.js';
import type { User } from '../users/user.js';
import { accountNames } from './account.js';

export interface SelectAccountPageProps {
  readonly csrf: string;
  readonly reference: string;
  readonly clientName: string;
  readonly user: User;
  readonly outdated: boolean;
}

/** Which account to go on with (OIDC Core §3.1.2.1 `prompt=select_account`). */
export function SelectAccountPage({ csrf, reference, clientName, user, outdated }: SelectAccountPageProps) {
  const names = accountNames(user);
  return (
    <>
      <Brand />
      <h1>Choose an account</h1>
      <p class="lead">
        to continue to <strong>{clientName}</strong>
      </p>
      {outdated && <Alert>This page was open for too long, please try again.</Alert>}
      <AccountChip {...names} />
      <Form action="/select-account" hidden={{ csrf, request: reference }}>
        <Actions>
          <button class="primary" id="account-continue" type="submit" name="choice" value="continue">
            {`Continue as ${names.name}`}
          </button>
          <button class="plain" id="account-other" type="submit" name="choice" value="other">
            Use another account
          </button>
        </Actions>
      </Form>
    </>
  );
}
