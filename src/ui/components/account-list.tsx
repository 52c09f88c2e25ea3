import { useTexts } from '../use-texts.js';
import { AccountNames } from './account-chip.js';

export interface ListedAccount {
  /** The person's name. */
  readonly name: string;
  /** What tells this account from others: an email address or username. */
  readonly detail: string;
  /** What is sent if it is chosen. */
  readonly value: string;
  /** The id of the form that signs it out; left out: no button for that. */
  readonly signOutForm?: string;
}

/** Accounts to choose from, inside a form. */
export function AccountList({ accounts }: { readonly accounts: readonly ListedAccount[] }) {
  const text = useTexts();
  return (
    <ul class="accounts">
      {accounts.map(({ name, detail, value, signOutForm }, index) => (
        <li>
          <button class="account" id={`account-${index + 1}`} type="submit" name="choice" value={value}>
            <AccountNames name={name} detail={detail} />
          </button>
          {signOutForm && (
            <button
              class="quiet"
              type="submit"
              form={signOutForm}
              aria-label={text('account-list.sign-out-of', { name, detail })}
            >
              {text('account-list.sign-out')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
