import { Brand } from '../ui/components/brand.js';
import { useTexts } from '../ui/use-texts.js';
import type { KeptMail } from './mailbox.js';

/** Where the pages are. */
export const MAILBOX = '/mailbox';

/** An address within a text. */
const LINK = /(https?:\/\/\S*[^\s.,;)])/;

/** What a development server would have sent, newest first. */
export function MailboxPage({ mails }: { readonly mails: readonly KeptMail[] }) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('mailbox.title')}</h1>
      <p class="lead">{text('mailbox.lead')}</p>
      {mails.length === 0 && <p>{text('mailbox.empty')}</p>}
      <ul class="accounts">
        {mails.map(({ id, subject, to }) => (
          <li>
            <a class="account" href={`${MAILBOX}/${id}`}>
              <span class="who">
                <bdi>{subject}</bdi>
                <bdi>{to.address}</bdi>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** One mail: its plain text with links that can be followed, and its HTML in a frame that can do nothing. */
export function KeptMailPage({ mail }: { readonly mail: KeptMail }) {
  const text = useTexts();
  const { from, to, subject } = mail;
  return (
    <>
      <Brand />
      <h1>
        <bdi>{subject}</bdi>
      </h1>
      <dl>
        <dt>{text('mailbox.from')}</dt>
        <dd>
          <bdi>{`${from.name} <${from.address}>`}</bdi>
        </dd>
        <dt>{text('mailbox.to')}</dt>
        <dd>
          <bdi>{to.address}</bdi>
        </dd>
      </dl>
      <pre class="mail" dir="auto" lang={mail.language}>
        {mail.text.split(LINK).map((part, index) => (index % 2 === 1 ? <a href={part}>{part}</a> : part))}
      </pre>
      <h2>HTML</h2>
      <iframe class="mail" title={text('mailbox.html')} sandbox="" src={`${MAILBOX}/${mail.id}/html`} />
      <p>
        <a href={MAILBOX}>{text('mailbox.back')}</a>
      </p>
    </>
  );
}
