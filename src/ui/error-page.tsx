import type { ComponentChildren, VNode } from 'preact';
import type { Message, TextKey } from '../platform/texts/message.js';
import { Brand } from './components/brand.js';
import { useTexts } from './use-texts.js';

export interface ErrorPageProps {
  readonly heading: TextKey;
  /** What happened, for the person. */
  readonly lead: TextKey;
  /** For the app's developers: name and value, in order. */
  readonly details: readonly (readonly [TextKey, string | Message])[];
  /** A link that leads on; left out: the lead says what to do. */
  readonly children?: ComponentChildren;
}

/** An error that is shown to the person, because it may not be redirected to the app. */
export function ErrorPage({ heading, lead, details, children }: ErrorPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text(heading)}</h1>
      <p class="lead">{text(lead)}</p>
      {children && <div class="actions">{children}</div>}
      <ForDevelopers details={details} />
    </>
  );
}

function ToAccount() {
  const text = useTexts();
  return (
    <a class="button primary" id="error-account" href="/account">
      {text('error.account')}
    </a>
  );
}

/** The address of the page itself. */
const HERE = '';

function Again() {
  const text = useTexts();
  return (
    <a class="button primary" id="error-again" href={HERE}>
      {text('error.again')}
    </a>
  );
}

/** What the app's developers need to know. */
export function ForDevelopers({ details }: Pick<ErrorPageProps, 'details'>) {
  const text = useTexts();
  return (
    <details open>
      <summary>{text('developers.title')}</summary>
      <dl>
        {details.map(([name, value]) => (
          <>
            <dt>{text(name)}</dt>
            <dd>
              <bdi>{typeof value === 'string' ? value : text(value)}</bdi>
            </dd>
          </>
        ))}
      </dl>
    </details>
  );
}

/** The title of the page about an error of this status. */
export function errorTitle(status: number) {
  if (status === 404) return 'error.missing';
  if (status === 429) return 'error.busy';
  if (status === 503) return 'error.unavailable';
  return status < 500 ? 'error.wrong' : 'error.ours';
}

ErrorPage.of = (
  problem: { readonly status: number; readonly detail?: string },
  request: { readonly id: string; readonly method: string },
): VNode => (
  <ErrorPage
    heading={errorTitle(problem.status)}
    lead={`${errorTitle(problem.status)}-lead`}
    details={[
      ['developers.status', String(problem.status)],
      ...(problem.detail ? [['developers.wrong', problem.detail] as const] : []),
      ['developers.request', request.id],
    ]}
  >
    {passes(problem.status) ? request.method === 'GET' && <Again /> : <ToAccount />}
  </ErrorPage>
);

/** Whether the same may succeed a moment later. */
function passes(status: number): boolean {
  return status === 429 || status >= 500;
}

/** The page of a parked request that is unknown, finished or too old. */
ErrorPage.expired = (requestId: string): VNode => (
  <ErrorPage
    heading="error.expired"
    lead="error.expired-lead"
    details={[
      ['developers.error', 'invalid_request'],
      ['developers.wrong', 'the parked authorization request is unknown, finished or too old'],
      ['developers.advice', { key: 'developers.start-again', values: {} }],
      ['developers.request', requestId],
    ]}
  >
    <ToAccount />
  </ErrorPage>
);
