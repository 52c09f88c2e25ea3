import type { VNode } from 'preact';
import type { Message, TextKey } from '../platform/texts/message.js';
import { ErrorPage } from '../ui/error-page.js';
import type { PageContent } from '../ui/pages.js';
import { useTexts } from '../ui/use-texts.js';
import type { Denial } from './access/access.service.js';

/** What administrators read of it. */
const DENIALS: Readonly<Record<Denial, string>> = {
  'not-admitted': 'the rule that fits needs a role or a group that the account does not have',
  'no-rule': 'no rule of the protected host fits the path and the method',
  unclear: 'the path or the method can be read in more than one way, and a rule fits one of them',
};

export function detailOf(denial: Denial): string {
  return DENIALS[denial];
}

/** What a page at a protected host says. */
interface Shown {
  readonly status: 400 | 403;
  readonly heading: TextKey;
  readonly lead: TextKey;
  readonly details: readonly (readonly [TextKey, string | Message])[];
  /** What leads on; false: nothing does. */
  readonly onward: VNode | false;
}

/**
 * The person, or everyone, may not do what they ask for.
 * @param signInUrl where the person signs in with another account
 */
export function deniedPage(denial: Denial, requestId: string, signInUrl: string): PageContent {
  const isPersonal = denial === 'not-admitted';
  return page({
    status: 403,
    heading: isPersonal ? 'forward-auth.denied' : 'error.wrong',
    lead: isPersonal ? 'forward-auth.denied-lead' : 'error.wrong-lead',
    details: detailsOf(detailOf(denial), requestId),
    onward: isPersonal && <Onward id="forward-auth-other" href={signInUrl} text="forward-auth.other-account" />,
  });
}

/** The proxy or this server is not set up for the host. */
export function notSetUpPage(detail: string, requestId: string): PageContent {
  return page({
    status: 403,
    heading: 'forward-auth.unknown',
    lead: 'forward-auth.unknown-lead',
    details: detailsOf(detail, requestId),
    onward: false,
  });
}

/** A sign-in did not end well. @param code an error code of OAuth */
export function brokenPage(code: string, description: string, requestId: string): PageContent {
  return page({
    status: 400,
    heading: 'forward-auth.broken',
    lead: 'forward-auth.broken-lead',
    details: [['developers.error', code], ...detailsOf(description, requestId)],
    // Relative to the address of the callback, so that it stays on the host.
    onward: <Onward id="forward-auth-again" href="sign-in" text="forward-auth.again" />,
  });
}

function page({ status, heading, lead, details, onward }: Shown): PageContent {
  return {
    title: heading,
    status,
    elsewhere: true,
    passing: true,
    body: (
      <ErrorPage heading={heading} lead={lead} details={details}>
        {onward}
      </ErrorPage>
    ),
  };
}

function detailsOf(detail: string, requestId: string): Shown['details'] {
  return [
    ['developers.wrong', detail],
    ['developers.request', requestId],
  ];
}

interface OnwardProps {
  readonly id: string;
  readonly href: string;
  readonly text: TextKey;
}

function Onward({ id, href, text: key }: OnwardProps) {
  const text = useTexts();
  return (
    <a class="button primary" id={id} href={href}>
      {text(key)}
    </a>
  );
}
