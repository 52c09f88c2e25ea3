import { SignOutOfAll } from '../authentication/sign-out/logout-page.js';
import { AccountChip } from '../ui/components/account-chip.js';
import { AccountList, type ListedAccount } from '../ui/components/account-list.js';
import { AppName } from '../ui/components/app.js';
import { Done } from '../ui/components/done.js';
import { Actions, Form } from '../ui/components/form.js';
import { Outdated } from '../ui/components/problems.js';
import { useTexts } from '../ui/use-texts.js';
import { AppSection, type AppWithAccess } from './app-section.js';

export interface AccountPageProps {
  readonly logoutCsrf: string;
  readonly selectCsrf: string;
  /** Other accounts that the browser is signed in to. */
  readonly others: readonly ListedAccount[];
  readonly apps: readonly AppWithAccess[];
}

export interface AccountHeadProps {
  readonly account: { readonly name: string; readonly detail: string };
  /** What the person has just done here: changed the password, or withdrawn the access of the app of this name. */
  readonly done: 'password-changed' | 'password-changed-only' | { readonly withdrawn: string } | undefined;
  readonly outdated: boolean;
}

/** Who you are here. */
export function AccountHead({ account, done, outdated }: AccountHeadProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('account.title')}</h1>
      <p class="lead">{text('account.lead')}</p>
      {done && <DoneHere {...{ done }} />}
      {outdated && <Outdated />}
      <AccountChip {...account}>
        <a id="account-switch" href="/select-account">
          {text('account.switch')}
        </a>
      </AccountChip>
    </>
  );
}

/** Which apps have access, and other accounts of the browser. */
export function AccountPage({ logoutCsrf, selectCsrf, others, apps }: AccountPageProps) {
  const text = useTexts();
  return (
    <>
      <h2>{text('account.apps')}</h2>
      {apps.length === 0 && <p class="lead">{text('account.no-apps')}</p>}
      {apps.map((app) => (
        <AppSection {...app} />
      ))}
      {others.length > 0 && (
        <>
          <h2>{text('account.others')}</h2>
          <Form action="/select-account" hidden={{ csrf: selectCsrf }}>
            <AccountList accounts={others} />
          </Form>
        </>
      )}
      <Form action="/oauth2/logout" hidden={{ csrf: logoutCsrf }}>
        <Actions>
          <button class="plain" id="sign-out" type="submit" name="accounts" value="one">
            {text('account.sign-out')}
          </button>
          {others.length > 0 && <SignOutOfAll />}
        </Actions>
      </Form>
    </>
  );
}

function DoneHere({ done }: { readonly done: NonNullable<AccountHeadProps['done']> }) {
  const text = useTexts();
  if (typeof done === 'string') return <Done>{text(`account.${done}`)}</Done>;
  return <Done>{text('account.withdrawn', { client: <AppName name={done.withdrawn} /> })}</Done>;
}
