import { accountNames } from '../../authentication/accounts/accounts.js';
import type { Instant } from '../../platform/clock.js';
import type { Message } from '../../platform/texts/message.js';
import { AccountChip } from '../../ui/components/account-chip.js';
import { Alert } from '../../ui/components/alert.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { When } from '../../ui/components/time.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';
import { DELETE_ACCOUNT } from './delete-account.entry.js';
import { KEEP_ACCOUNT } from './keep-account.action.js';

interface DeleteAccountPageProps {
  readonly csrf: string;
  readonly user: User;
  /** Days until the account is gone. */
  readonly days: number;
  /** Why it was not deleted. */
  readonly refused: 'outdated' | 'last-administrator' | undefined;
}

/** Asks once before an account goes. */
export function DeleteAccountPage({ csrf, user, days, refused }: DeleteAccountPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('account.delete')}</h1>
      <p class="lead">{text('account.delete-lead')}</p>
      {refused && <Alert>{text(refused === 'outdated' ? 'form.outdated' : 'account.last-administrator')}</Alert>}
      <AccountChip {...accountNames(user)} />
      <ul class="points">
        <li>{text('account.delete-sessions')}</li>
        <li>{text('account.delete-when', { days })}</li>
        <li>{text('account.delete-data')}</li>
      </ul>
      <Form action={DELETE_ACCOUNT} hidden={{ csrf }}>
        <Actions>
          <button class="danger" id="delete-submit" type="submit">
            {text('account.delete-submit')}
          </button>
          <a class="button plain" href="/account">
            {text('account.cancel')}
          </a>
        </Actions>
      </Form>
    </>
  );
}

/** The account is deleted, or will be. */
export function DeletionRequestedPage({ due, undoable }: { readonly due: Instant; readonly undoable: boolean }) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('account.deleted-title')}</h1>
      <p class="lead" role="status">
        {undoable ? text('account.deleted-until', { time: <When at={due} /> }) : text('account.deleted-now')}
      </p>
      {undoable && (
        <div class="actions">
          <a class="button plain" href="/login">
            {text('account.mail.keep')}
          </a>
        </div>
      )}
    </>
  );
}

interface KeepAccountPageProps {
  /** The CSRF token, and what else travels along. */
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly user: User;
  readonly due: Instant;
  /** Why what was sent before was not taken. */
  readonly problem?: Message | undefined;
}

/** Asks who has deleted the account and signs in whether it stays. */
export function KeepAccountPage({ hidden, user, due, problem }: KeepAccountPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('account.keep-title')}</h1>
      <p class="lead">{text('account.keep-lead', { time: <When at={due} /> })}</p>
      {problem !== undefined && <Alert>{text(problem)}</Alert>}
      <AccountChip {...accountNames(user)} />
      <Form action={KEEP_ACCOUNT} hidden={hidden}>
        <Actions>
          <button class="primary" id="keep-submit" type="submit">
            {text('account.keep-submit')}
          </button>
          <a class="button plain" id="keep-not" href="/signed-out">
            {text('account.keep-not')}
          </a>
        </Actions>
      </Form>
    </>
  );
}
