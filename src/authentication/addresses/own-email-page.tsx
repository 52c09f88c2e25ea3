import type { Message } from '../../platform/texts/message.js';
import { Done } from '../../ui/components/done.js';
import { Actions, Form } from '../../ui/components/form.js';
import { Problems } from '../../ui/components/problems.js';
import { useTexts } from '../../ui/use-texts.js';
import type { UserClaims } from '../../users/user.js';
import { OWN_EMAIL } from './own-email.entry.js';

interface OwnEmailPageProps {
  readonly csrf: string;
  readonly claims: UserClaims;
  /** What was typed before. */
  readonly typed: string;
  /** Where a link was sent. */
  readonly sent?: string | undefined;
  readonly problems: readonly Message[];
}

const ALERT = 'own-email-alert';
const HINT = 'email-hint';

/** Shows the address of the account, and takes another one. */
export function OwnEmailPage({ csrf, claims, typed, sent, problems }: OwnEmailPageProps) {
  const text = useTexts();
  const isInvalid = problems.length > 0;
  return (
    <>
      <h1>{text('account.claim.email')}</h1>
      <p class="lead">{text('links.email.lead')}</p>
      {sent !== undefined && <Done>{text('links.email.sent', { address: sent })}</Done>}
      <Problems id={ALERT} problems={problems} />
      <Present csrf={csrf} claims={claims} />
      <Form action={OWN_EMAIL} hidden={{ csrf }}>
        <label for="email">{text('links.email.new')}</label>
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="email"
          required
          autofocus={isInvalid}
          value={typed}
          aria-invalid={isInvalid ? true : undefined}
          aria-describedby={isInvalid ? `${ALERT} ${HINT}` : HINT}
        />
        <p class="hint" id={HINT}>
          {text('links.email.hint')}
        </p>
        <Actions>
          <button class="primary" id="own-email-submit" type="submit">
            {text('links.email.submit')}
          </button>
        </Actions>
      </Form>
    </>
  );
}

/** The address that the account has, and how to verify it if it is not. */
function Present({ csrf, claims: { email, email_verified: isVerified } }: Pick<OwnEmailPageProps, 'csrf' | 'claims'>) {
  const text = useTexts();
  if (email === undefined) return <p>{text('links.email.none')}</p>;
  return (
    <>
      <p>
        <bdi>{email}</bdi> ({text(isVerified === true ? 'links.email.verified' : 'links.email.unverified')})
      </p>
      {isVerified !== true && (
        <Form action={OWN_EMAIL} hidden={{ csrf, email }}>
          <Actions>
            <button class="plain" id="own-email-verify" type="submit">
              {text('links.email.verify')}
            </button>
          </Actions>
        </Form>
      )}
    </>
  );
}
