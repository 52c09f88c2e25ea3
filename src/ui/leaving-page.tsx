import type { VNode } from 'preact';
import { destinationOf } from '../oauth/redirect-uri.js';
import { UnknownApp } from './components/app.js';
import { Brand } from './components/brand.js';
import { Actions, Form } from './components/form.js';
import type { PageContent } from './pages.js';

/** What takes the browser to a client: a link to the address, or a form that posts the fields to it. */
export interface Onward {
  readonly address: string;
  readonly fields?: Readonly<Record<string, string>>;
}

interface Leaving extends Pick<PageContent, 'title' | 'status' | 'frames'> {
  readonly heading: string;
  /** What happened, for the person. */
  readonly lead: string;
  readonly onward: Onward;
  /** What is shown below. */
  readonly rest?: VNode;
}

/**
 * RFC 9700 §4.11.2: before the browser goes to an address that a stranger registered and no person has chosen, the page
 * names it. Nothing goes on by itself.
 */
export function leavingPage({ heading, lead, onward, rest, ...content }: Leaving): PageContent {
  return {
    ...content,
    postsToClient: onward.fields !== undefined,
    body: (
      <>
        <Brand />
        <h1>{heading}</h1>
        <p class="lead">
          {lead} The app wants to take you to <strong>{destinationOf(onward.address)}</strong>.
        </p>
        <UnknownApp id="leaving-unknown" act="Continue" />
        <GoOn {...onward} />
        {rest}
      </>
    ),
  };
}

const GO_ON = 'leaving-continue';

function GoOn({ address, fields }: Onward) {
  const words = `Continue to ${destinationOf(address)}`;
  return fields === undefined ? (
    <div class="actions">
      <a class="button plain" id={GO_ON} href={address}>
        {words}
      </a>
    </div>
  ) : (
    <Form action={address} hidden={fields}>
      <Actions>
        <button class="plain" id={GO_ON} type="submit">
          {words}
        </button>
      </Actions>
    </Form>
  );
}
