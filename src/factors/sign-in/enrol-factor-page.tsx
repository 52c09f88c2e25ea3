import { accountNames } from '../../authentication/accounts/accounts.js';
import type { TextKey } from '../../texts/message.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Brand } from '../../ui/components/brand.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';

interface EnrolFactorPageProps {
  readonly user: User;
  readonly ways: readonly { readonly path: string; readonly title: TextKey }[];
}

/** Asks a person who needs a second factor and has none to set one up. */
export function EnrolFactorPage({ user, ways }: EnrolFactorPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('factors.enrol.title')}</h1>
      <p class="lead">{text(ways.length > 0 ? 'factors.enrol.lead' : 'factors.enrol.none')}</p>
      <AccountChip {...accountNames(user)} />
      <div class="actions">
        {ways.map(({ path, title }) => (
          <a class="button" href={path}>
            {text('factors.enrol.use', { factor: text(title) })}
          </a>
        ))}
        <a class="button plain" href="/login?prompt=login">
          {text('factors.other-account')}
        </a>
      </div>
    </>
  );
}
