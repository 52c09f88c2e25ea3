import { SignOutOfAll } from '../authentication/sign-out/logout-page.js';
import { AccountChip } from '../ui/components/account-chip.js';
import { AccountList, type ListedAccount } from '../ui/components/account-list.js';
import { Alert } from '../ui/components/alert.js';
import { Brand } from '../ui/components/brand.js';
import { Actions, Form } from '../ui/components/form.js';
import { type ScopeItem, ScopeList } from '../ui/components/scope-list.js';

/** A client that has access, in words. */
export interface ClientAccess {
  readonly clientId: string;
  readonly name: string;
  /** The day it was first allowed, as text and for machines (ISO 8601). */
  readonly since: { readonly text: string; readonly date: string };
  readonly items: readonly ScopeItem[];
  /** Where it is opened; undefined where it cannot be from here. */
  readonly openUrl: string | undefined;
}

export interface AccountPageProps {
  readonly csrf: string;
  readonly logoutCsrf: string;
  readonly selectCsrf: string;
  readonly account: { readonly name: string; readonly detail: string };
  /** Other accounts that the browser is signed in to. */
  readonly others: readonly ListedAccount[];
  readonly clients: readonly ClientAccess[];
  readonly outdated: boolean;
}

/** Who you are here, and which clients have access. */
export function AccountPage(props: AccountPageProps) {
  const { csrf, logoutCsrf, account, others, clients, outdated } = props;
  return (
    <>
      <Brand />
      <h1>Your account</h1>
      <p class="lead">You are signed in.</p>
      {outdated && <Alert>This page was open for too long, please try again.</Alert>}
      <AccountChip {...account}>
        <a id="account-switch" href="/select-account">
          Switch account
        </a>
      </AccountChip>
      <h2>Apps with access</h2>
      {clients.length === 0 && <p class="lead">No app has access to your account.</p>}
      {clients.map((client) => (
        <ClientSection {...client} csrf={csrf} />
      ))}
      {others.length > 0 && (
        <>
          <h2>Other accounts in this browser</h2>
          <Form action="/select-account" hidden={{ csrf: props.selectCsrf }}>
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

function ClientSection({ csrf, clientId, name, since, items, openUrl }: ClientAccess & { readonly csrf: string }) {
  return (
    <section class="client">
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <p class="since">
        Since <time dateTime={since.date}>{since.text}</time>
      </p>
      <ScopeList items={items} />
      <Form action="/account/consents/withdraw" hidden={{ csrf, client_id: clientId }}>
        <Actions pair={openUrl !== undefined}>
          {openUrl !== undefined && (
            <a class="button plain open" href={openUrl} aria-label={`Open ${name}`}>
              Open
            </a>
          )}
          <button class="plain" type="submit" aria-label={`Withdraw access of ${name}`}>
            Withdraw access
          </button>
        </Actions>
      </Form>
    </section>
  );
}
