import { AccountChip } from '../../ui/components/account-chip.js';
import { Alert } from '../../ui/components/alert.js';
import { AppName } from '../../ui/components/app.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import type { User } from '../../users/user.js';
import { accountNames } from '../accounts/accounts.js';

export interface LogoutPageProps {
  readonly csrf: string;
  readonly user: User;
  /** The parameters of the logout request, which travel along. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** Who asked. */
  readonly clientName?: string | undefined;
  /** Whether the browser is signed in to other accounts too. */
  readonly several: boolean;
  readonly outdated: boolean;
}

/** Asks before a session ends that no one proved to know. */
export function LogoutPage({ csrf, user, parameters, clientName, several, outdated }: LogoutPageProps) {
  return (
    <>
      <Brand />
      <h1>Sign out?</h1>
      <p class="lead">
        {clientName === undefined ? (
          'You will have to sign in again to continue to your apps.'
        ) : (
          <>
            <AppName name={clientName} /> asks to sign you out.
          </>
        )}
      </p>
      {outdated && <Alert>This page was open for too long, please try again.</Alert>}
      <AccountChip {...accountNames(user)} />
      <Form action="/oauth2/logout" hidden={{ ...parameters, csrf }}>
        <Actions pair={!several}>
          <button class="primary" id="logout-confirm" type="submit" name="accounts" value="one">
            Sign out
          </button>
          {several && <SignOutOfAll />}
          <a class="button plain" id="logout-cancel" href="/account">
            Stay signed in
          </a>
        </Actions>
      </Form>
    </>
  );
}

/** Ends the sessions of all accounts that the browser is signed in to, inside a form that signs out. */
export function SignOutOfAll() {
  return (
    <button class="plain" id="logout-all" type="submit" name="accounts" value="all">
      Sign out of all accounts
    </button>
  );
}

/** After the session has ended; `others` where the browser is still signed in to other accounts. */
export function SignedOutPage({ others }: { readonly others: boolean }) {
  return (
    <>
      <Brand />
      <h1>You are signed out</h1>
      <p class="lead">
        {others && 'Your other accounts are still signed in here. '}
        Apps that you signed in to may keep you signed in there. On a shared computer, close the browser too.
      </p>
      <div class="actions">
        {others ? (
          <a class="button primary" id="signed-out-choose" href="/select-account">
            Choose an account
          </a>
        ) : (
          <a class="button primary" href="/login">
            Sign in again
          </a>
        )}
      </div>
    </>
  );
}

/** Where no session was ended, because the browser had none. */
export function NotSignedInPage() {
  return (
    <>
      <Brand />
      <h1>You are not signed in here</h1>
      <p class="lead">
        This browser was not signed in, so nothing was ended. If you are signed in somewhere else, sign out there.
      </p>
      <div class="actions">
        <a class="button primary" href="/login">
          Sign in
        </a>
      </div>
    </>
  );
}
