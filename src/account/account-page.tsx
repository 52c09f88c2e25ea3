import type { ComponentChildren } from 'preact';
import { SignOutOfAll } from '../authentication/sign-out/logout-page.js';
import { AccountChip } from '../ui/components/account-chip.js';
import { AccountList, type ListedAccount } from '../ui/components/account-list.js';
import { Alert } from '../ui/components/alert.js';
import { Done } from '../ui/components/done.js';
import { Actions, Form } from '../ui/components/form.js';
import { AppSection, type AppWithAccess } from './app-section.js';

export interface AccountPageProps {
  readonly logoutCsrf: string;
  readonly selectCsrf: string;
  /** Other accounts that the browser is signed in to. */
  readonly others: readonly ListedAccount[];
  readonly apps: readonly AppWithAccess[];
}

interface AccountHeadProps {
  readonly account: { readonly name: string; readonly detail: string };
  /** What the person has just done here. */
  readonly done: ComponentChildren;
  readonly outdated: boolean;
}

/** Who you are here. */
export function AccountHead({ account, done, outdated }: AccountHeadProps) {
  return (
    <>
      <h1>Your account</h1>
      <p class="lead">You are signed in.</p>
      {done && <Done>{done}</Done>}
      {outdated && <Alert>This page was open for too long, please try again.</Alert>}
      <AccountChip {...account}>
        <a id="account-switch" href="/select-account">
          Switch account
        </a>
      </AccountChip>
    </>
  );
}

/** Which apps have access, and other accounts of the browser. */
export function AccountPage({ logoutCsrf, selectCsrf, others, apps }: AccountPageProps) {
  return (
    <>
      <h2>Apps with access</h2>
      {apps.length === 0 && <p class="lead">No app has access to your account.</p>}
      {apps.map((app) => (
        <AppSection {...app} />
      ))}
      {others.length > 0 && (
        <>
          <h2>Other accounts in this browser</h2>
          <Form action="/select-account" hidden={{ csrf: selectCsrf }}>
            <AccountList accounts={others} />
          </Form>
        </>
      )}
      <Form action="/oauth2/logout" hidden={{ csrf: logoutCsrf }}>
        <Actions>
          <button class="plain" id="sign-out" type="submit" name="accounts" value="one">
            Sign out
          </button>
          {others.length > 0 && <SignOutOfAll />}
        </Actions>
      </Form>
    </>
  );
}
