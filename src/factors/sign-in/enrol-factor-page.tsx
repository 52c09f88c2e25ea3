import { accountNames } from '../../authentication/accounts/accounts.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Brand } from '../../ui/components/brand.js';
import type { User } from '../../users/user.js';

interface EnrolFactorPageProps {
  readonly user: User;
  readonly ways: readonly { readonly path: string; readonly title: string }[];
}

/** Asks a person who needs a second factor and has none to set one up. */
export function EnrolFactorPage({ user, ways }: EnrolFactorPageProps) {
  return (
    <>
      <Brand />
      <h1>Set up a second step</h1>
      <p class="lead">
        {ways.length > 0
          ? 'Before you go on, your account needs something besides the password. Choose what suits you.'
          : 'Your account needs a second step that you cannot set up here. Ask whoever administers this server.'}
      </p>
      <AccountChip {...accountNames(user)} />
      <div class="actions">
        {ways.map(({ path, title }) => (
          <a class="button" href={path}>
            {title}
          </a>
        ))}
        <a class="button plain" href="/login?prompt=login">
          Use another account
        </a>
      </div>
    </>
  );
}
