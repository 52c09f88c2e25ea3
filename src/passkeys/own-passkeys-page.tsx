import type { Message } from '../texts/message.js';
import { Alert } from '../ui/components/alert.js';
import { Brand } from '../ui/components/brand.js';
import { Done } from '../ui/components/done.js';
import { Actions, Form } from '../ui/components/form.js';
import { useTexts } from '../ui/use-texts.js';
import { LONGEST_NAME } from './passkey.js';
import { PasskeyButton } from './passkey-button.js';

/** A passkey, in words. */
export interface ListedPasskey {
  readonly id: string;
  readonly name: string;
  /** When it was added and last used, and where the key is. */
  readonly about: string;
}

interface OwnPasskeysPageProps {
  /** Where the forms are sent. */
  readonly action: string;
  readonly csrf: string;
  readonly passkeys: readonly ListedPasskey[];
  /** Where the script gets a challenge, below the issuer; undefined if no passkey can be added here. */
  readonly options: string | undefined;
  readonly done: string | undefined;
  readonly problem: string | Message | undefined;
}

/** The passkeys of a person, and a way to add one. */
export function OwnPasskeysPage({ action, csrf, passkeys, options, done, problem }: OwnPasskeysPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>Passkeys</h1>
      <p class="lead">
        Sign in with your fingerprint, your face, the PIN of your device or a security key, instead of your password.
      </p>
      {done && <Done>{done}</Done>}
      {problem && <Alert>{typeof problem === 'string' ? problem : text(problem)}</Alert>}
      {passkeys.length === 0 && <p class="lead">You have no passkey yet.</p>}
      {passkeys.map((passkey) => (
        <PasskeySection action={action} csrf={csrf} {...passkey} />
      ))}
      {options === undefined ? (
        <p class="hint">Browsers offer no passkeys at the address of this site.</p>
      ) : (
        <Form action={action} hidden={{ csrf }}>
          <p class="hint" data-without-passkeys>
            To add a passkey, allow JavaScript for this site, or use a newer browser.
          </p>
          <PasskeyButton act="add" options={options} primary>
            Add a passkey
          </PasskeyButton>
        </Form>
      )}
      <Actions>
        <a class="button plain" href="/account">
          Back to your account
        </a>
      </Actions>
    </>
  );
}

interface PasskeySectionProps extends ListedPasskey, Pick<OwnPasskeysPageProps, 'action' | 'csrf'> {}

/** One passkey, folded: its name and use, and below them what can be changed. */
function PasskeySection({ action, csrf, id, name, about }: PasskeySectionProps) {
  const field = `name-${id}`;
  return (
    <details class="client">
      <summary>
        <span class="what">
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <small>{about}</small>
        </span>
      </summary>
      <Form action={`${action}/rename`} hidden={{ csrf, id }}>
        <label for={field}>Name</label>
        <input id={field} name="name" type="text" autocomplete="off" required maxLength={LONGEST_NAME} value={name} />
        <Actions pair>
          <button class="plain" type="submit" aria-label={`Rename ${name}`}>
            Rename
          </button>
          <button class="plain" type="submit" formaction={`${action}/remove`} aria-label={`Remove ${name}`}>
            Remove
          </button>
        </Actions>
      </Form>
    </details>
  );
}
