import type { ComponentChildren } from 'preact';
import { initial } from './logo.js';

interface AccountChipProps {
  /** The person's name. */
  readonly name: string;
  /** What tells this account from others: an email address or username. */
  readonly detail: string;
  /** A link beside it. */
  readonly children?: ComponentChildren;
}

/** Shows the account that the page is about. */
export function AccountChip({ children, ...names }: AccountChipProps) {
  return (
    <div class="account">
      <span class="person">
        <AccountNames {...names} />
      </span>
      {children}
    </div>
  );
}

/** An account as people recognise it. */
export function AccountNames({ name, detail }: Omit<AccountChipProps, 'children'>) {
  return (
    <>
      <span class="avatar" aria-hidden="true">
        {initial(name)}
      </span>
      <span class="who">
        <bdi>{name}</bdi>
        {detail !== name && <bdi>{detail}</bdi>}
      </span>
    </>
  );
}
