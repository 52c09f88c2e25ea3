import { accountNames } from '../../authentication/accounts/accounts.js';
import type { Instant } from '../../platform/clock.js';
import type { TextKey } from '../../platform/texts/message.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { Day } from '../../ui/components/time.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';

import { SECOND_FACTOR } from './second-factor.action.js';

interface EnrolFactorPageProps {
  readonly user: User;
  readonly ways: readonly { readonly path: string; readonly title: TextKey }[];
  /** Until when it may be put off; left out: not at all. */
  readonly putOff?:
    | { readonly until: Instant; readonly hidden: Readonly<Record<string, string | undefined>> }
    | undefined;
}

/** Asks a person who needs a second factor and has none to set one up. */
export function EnrolFactorPage({ user, ways, putOff }: EnrolFactorPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('factors.enrol.title')}</h1>
      <p class="lead">{text(ways.length > 0 ? 'factors.enrol.lead' : 'factors.enrol.none')}</p>
      <AccountChip {...accountNames(user)} />
      <Actions>
        {ways.map(({ path, title }) => (
          <a class="button plain" href={path}>
            {text('factors.enrol.use', { factor: text(title) })}
          </a>
        ))}
      </Actions>
      {putOff && (
        <Form action={SECOND_FACTOR} hidden={putOff.hidden}>
          <p class="meta">{text('factors.enrol.until', { until: <Day at={putOff.until} /> })}</p>
          <Actions>
            <button class="plain" id="put-off" type="submit">
              {text('factors.enrol.later')}
            </button>
          </Actions>
        </Form>
      )}
      <p class="elsewhere">
        <a href="/login?prompt=login">{text('factors.other-account')}</a>
      </p>
    </>
  );
}
