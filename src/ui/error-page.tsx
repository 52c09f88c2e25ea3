import type { ComponentChildren, VNode } from 'preact';
import { Brand } from './components/brand.js';

export interface ErrorPageProps {
  readonly heading: string;
  /** What happened, for the person. */
  readonly lead: string;
  /** For the app's developers: name and value, in order. */
  readonly details: readonly (readonly [string, string])[];
  /** A link that leads on; left out: the lead says what to do. */
  readonly children?: ComponentChildren;
}

/** An error that is shown to the person, because it may not be redirected to the app. */
export function ErrorPage({ heading, lead, details, children }: ErrorPageProps) {
  return (
    <>
      <Brand />
      <h1>{heading}</h1>
      <p class="lead">{lead}</p>
      {children && <div class="actions">{children}</div>}
      <ForDevelopers details={details} />
    </>
  );
}

function ToAccount() {
  return (
    <a class="button primary" id="error-account" href="/account">
      Your account
    </a>
  );
}

/** The address of the page itself. */
const HERE = '';

function Again() {
  return (
    <a class="button primary" id="error-again" href={HERE}>
      Try again
    </a>
  );
}

/** What the app's developers need to know. */
export function ForDevelopers({ details }: Pick<ErrorPageProps, 'details'>) {
  return (
    <details open>
      <summary>For the app’s developers</summary>
      <dl>
        {details.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </>
        ))}
      </dl>
    </details>
  );
}

ErrorPage.of = (
  problem: { readonly title: string; readonly status: number; readonly detail?: string },
  request: { readonly id: string; readonly method: string },
): VNode => (
  <ErrorPage
    heading={problem.status === 404 ? 'There is nothing here' : problem.title}
    lead={leadOf(problem.status)}
    details={[
      ['status', String(problem.status)],
      ...(problem.detail ? [['what is wrong', problem.detail] as const] : []),
      ['request', request.id],
    ]}
  >
    {passes(problem.status) ? request.method === 'GET' && <Again /> : <ToAccount />}
  </ErrorPage>
);

/** Whether the same may succeed a moment later. */
function passes(status: number): boolean {
  return status === 429 || status >= 500;
}

function leadOf(status: number): string {
  if (status === 404) return 'The address is not right, or what was there is gone. Go back, or go on to your account.';
  if (status === 429) return 'There is too much to do at the moment. Wait a moment, then go back and try again.';
  if (status === 503) return 'We cannot answer at the moment. Wait a moment, then go back and try again.';
  if (status < 500) return 'The address or what was sent to it is not right. Go back and try again.';
  return 'This is our mistake. Wait a moment, then go back and try again.';
}

/** The page of a parked request that is unknown, finished or too old. */
ErrorPage.expired = (requestId: string): VNode => (
  <ErrorPage
    heading="This request has expired"
    lead="It was answered already, or it waited for too long. Open the app again and sign in from there, or go on to your account."
    details={[
      ['error', 'invalid_request'],
      ['what is wrong', 'the parked authorization request is unknown, finished or too old'],
      ['what to do', 'start a new authorization request'],
      ['request', requestId],
    ]}
  >
    <ToAccount />
  </ErrorPage>
);
