import { AccountChip } from '../../ui/components/account-chip.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import type { WaitingAddress } from '../../users/addresses/own-addresses.service.js';
import { accountNames } from '../accounts/accounts.js';

interface VerifyAddressPageProps {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly waiting: WaitingAddress;
}

/** Asks whether an address is to be the account's: opening a link alone proves nothing. */
export function VerifyAddressPage({ action, hidden, waiting: { user, email } }: VerifyAddressPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('links.verify.title')}</h1>
      <p class="lead">{text('links.verify.lead', { address: email })}</p>
      <AccountChip {...accountNames(user)} />
      <Form action={action} hidden={hidden}>
        <Actions>
          <button class="primary" id="verify-address-submit" type="submit">
            {text('links.verify.submit')}
          </button>
        </Actions>
      </Form>
    </>
  );
}
