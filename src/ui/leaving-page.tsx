import type { VNode } from 'preact';
import { destinationOf } from '../oauth/redirect-uri.js';
import type { TextKey } from '../platform/texts/message.js';
import { UnknownApp } from './components/app.js';
import { Brand } from './components/brand.js';
import { Actions, Form } from './components/form.js';
import type { PageContent } from './pages.js';
import { useTexts } from './use-texts.js';

/** What takes the browser to a client: a link to the address, or a form that posts the fields to it. */
export interface Onward {
  readonly address: string;
  readonly fields?: Readonly<Record<string, string>>;
}

interface LeavingPageProps {
  readonly heading: TextKey;
  /** What happened, for the person. */
  readonly lead: TextKey;
  readonly onward: Onward;
  /** What is shown below. */
  readonly rest?: VNode;
}

interface Leaving extends LeavingPageProps, Pick<PageContent, 'title' | 'status' | 'frames'> {}

/**
 * RFC 9700 §4.11.2: before the browser goes to an address that a stranger registered and no person has chosen, the page
 * names it. Nothing goes on by itself.
 */
export function leavingPage({ heading, lead, onward, rest, ...content }: Leaving): PageContent {
  return {
    ...content,
    postsToClient: onward.fields !== undefined,
    body: <LeavingPage {...{ heading, lead, onward }} {...(rest && { rest })} />,
  };
}

function LeavingPage({ heading, lead, onward, rest }: LeavingPageProps) {
  const text = useTexts();
  const destination = <strong>{destinationOf(onward.address)}</strong>;
  return (
    <>
      <Brand />
      <h1>{text(heading)}</h1>
      <p class="lead">
        {text(lead)} {text('leaving.destination', { destination })}
      </p>
      <UnknownApp id="leaving-unknown" act="continue" />
      <GoOn {...onward} />
      {rest}
    </>
  );
}

const GO_ON = 'leaving-continue';

function GoOn({ address, fields }: Onward) {
  const text = useTexts();
  const words = text('leaving.continue', { destination: destinationOf(address) });
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
