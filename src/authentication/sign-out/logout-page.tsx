import { AccountChip } from '../../ui/components/account-chip.js';
import { AppName } from '../../ui/components/app.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { Outdated } from '../../ui/components/problems.js';
import { useTexts } from '../../ui/use-texts.js';
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
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('logout.title')}</h1>
      <p class="lead">
        {clientName === undefined
          ? text('logout.lead')
          : text('logout.lead-client', { client: <AppName name={clientName} /> })}
      </p>
      {outdated && <Outdated />}
      <AccountChip {...accountNames(user)} />
      <Form action="/oauth2/logout" hidden={{ ...parameters, csrf }}>
        <Actions pair={!several}>
          <button class="primary" id="logout-confirm" type="submit" name="accounts" value="one">
            {text('logout.confirm')}
          </button>
          {several && <SignOutOfAll />}
          <a class="button plain" id="logout-cancel" href="/account">
            {text('logout.cancel')}
          </a>
        </Actions>
      </Form>
    </>
  );
}

/** Ends the sessions of all accounts that the browser is signed in to, inside a form that signs out. */
export function SignOutOfAll() {
  const text = useTexts();
  return (
    <button class="plain" id="logout-all" type="submit" name="accounts" value="all">
      {text('logout.all')}
    </button>
  );
}

/** After the session has ended; `others` if the browser is still signed in to other accounts. */
export function SignedOutPage({ others }: { readonly others: boolean }) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('signed-out.heading')}</h1>
      <p class="lead">
        {others && `${text('signed-out.others')} `}
        {text('signed-out.lead')}
      </p>
      <div class="actions">
        {others ? (
          <a class="button primary" id="signed-out-choose" href="/select-account">
            {text('signed-out.choose')}
          </a>
        ) : (
          <a class="button primary" href="/login">
            {text('signed-out.again')}
          </a>
        )}
      </div>
    </>
  );
}

/** If no session was ended, because the browser had none. */
export function NotSignedInPage() {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('not-signed-in.heading')}</h1>
      <p class="lead">{text('not-signed-in.lead')}</p>
      <div class="actions">
        <a class="button primary" href="/login">
          {text('not-signed-in.sign-in')}
        </a>
      </div>
    </>
  );
}
