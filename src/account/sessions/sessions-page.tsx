import { deviceName } from '../../authentication/sessions/device-name.js';
import type { OwnSession } from '../../authentication/sessions/own-sessions.service.js';
import { Alert } from '../../ui/components/alert.js';
import { Done } from '../../ui/components/done.js';
import { Actions, Form } from '../../ui/components/form.js';
import { When } from '../../ui/components/time.js';
import { useTexts } from '../../ui/use-texts.js';
import { OWN_SESSIONS } from './sessions.entry.js';

/** What has just been done. */
export const SESSION_OUTCOMES = ['session-ended', 'other-sessions-ended'] as const;

interface SessionsPageProps {
  readonly csrf: string;
  readonly sessions: readonly OwnSession[];
  readonly done: (typeof SESSION_OUTCOMES)[number] | undefined;
  readonly outdated: boolean;
}

/** Where the person is signed in. */
export function SessionsPage({ csrf, sessions, done, outdated }: SessionsPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('account.sessions')}</h1>
      <p class="lead">{text('account.sessions-lead')}</p>
      {done && <Done>{text(`account.${done}`)}</Done>}
      {outdated && <Alert>{text('form.outdated')}</Alert>}
      <ul class="rows">
        {sessions.map((session) => (
          <li>
            <SessionRow {...session} csrf={csrf} />
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Form action={`${OWN_SESSIONS}/end-others`} hidden={{ csrf }}>
          <Actions>
            <button class="plain" id="sessions-end-others" type="submit">
              {text('account.sessions-end-others')}
            </button>
          </Actions>
        </Form>
      )}
      <p class="meta">{text('account.sessions-apps')}</p>
    </>
  );
}

function SessionRow({
  sid,
  isThis,
  address,
  authenticatedAt,
  lastSeenAt,
  csrf,
  ...name
}: OwnSession & Pick<SessionsPageProps, 'csrf'>) {
  const text = useTexts();
  const device = deviceName(name, text);
  return (
    <>
      <div class="what">
        <h2>{device}</h2>
        {isThis && <strong>{text('account.this-browser')}</strong>}
        <small>{text('account.signed-in-at', { time: <When at={authenticatedAt} /> })}</small>
        <small>{text('account.last-used-at', { time: <When at={lastSeenAt} /> })}</small>
        {address !== undefined && <small>{text('account.from-address', { address: <bdi>{address}</bdi> })}</small>}
      </div>
      {!isThis && (
        <Form action={`${OWN_SESSIONS}/end`} hidden={{ csrf, session: sid }}>
          <button class="quiet" type="submit" aria-label={text('account.end-session-of', { device })}>
            {text('account.end-session')}
          </button>
        </Form>
      )}
    </>
  );
}
