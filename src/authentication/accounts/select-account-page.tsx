import { AccountList } from '../../ui/components/account-list.js';
import { AppName, UnknownApp } from '../../ui/components/app.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { Outdated } from '../../ui/components/problems.js';
import { useTexts } from '../../ui/use-texts.js';
import type { Session } from '../sessions/session.js';
import { accountNames } from './accounts.js';

export interface SelectAccountPageProps {
  readonly csrf: string;
  /** The reference of the parked request that is gone on with. */
  readonly reference: string | undefined;
  /** What an account is chosen for. */
  readonly clientName: string | undefined;
  /** Whether a stranger registered that client. */
  readonly unknown: boolean;
  /** The first is the one that was used last. */
  readonly accounts: readonly { readonly session: Session; readonly logoutCsrf: string }[];
  readonly outdated: boolean;
}

/** Which account to go on with (OIDC Core §3.1.2.1 `prompt=select_account`); each can be signed out. */
export function SelectAccountPage({
  csrf,
  reference,
  clientName,
  unknown,
  accounts,
  outdated,
}: SelectAccountPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('select-account.title')}</h1>
      <p class="lead">
        {clientName === undefined
          ? text('select-account.lead')
          : text('login.lead-client', { client: <AppName name={clientName} /> })}
      </p>
      {unknown && <UnknownApp id="select-account-unknown" act="continue" />}
      {outdated && <Outdated />}
      <Form action="/select-account" hidden={{ csrf, request: reference }}>
        <AccountList
          accounts={accounts.map(({ session }, index) => ({
            ...accountNames(session.user),
            value: session.sid,
            signOutForm: signOutForm(index),
          }))}
        />
        <Actions>
          <button class="plain" id="account-other" type="submit" name="choice" value="other">
            {text('select-account.other')}
          </button>
        </Actions>
      </Form>
      {accounts.map(({ session, logoutCsrf }, index) => (
        <Form
          id={signOutForm(index)}
          action="/oauth2/logout"
          hidden={{ csrf: logoutCsrf, sid: session.sid, request: reference }}
        />
      ))}
    </>
  );
}

function signOutForm(index: number): string {
  return `sign-out-${index + 1}`;
}
