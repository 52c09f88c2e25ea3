import type { ComponentChildren } from 'preact';
import { AccountChip } from '../ui/components/account-chip.js';
import { Alert } from '../ui/components/alert.js';
import { UnknownApp } from '../ui/components/app.js';
import { Actions, Form } from '../ui/components/form.js';
import { Parties } from '../ui/components/mark.js';
import { type ScopeItem, ScopeList } from '../ui/components/scope-list.js';
import { useTexts } from '../ui/use-texts.js';

/** The page was open for too long, or what is asked for has changed meanwhile. */
export type ConsentRefusal = 'outdated' | 'changed';

export interface ConsentPageProps {
  readonly csrf: string;
  readonly reference: string;
  /** What is shown, which is what can be allowed. */
  readonly scope: string;
  readonly client: {
    readonly name: string;
    readonly logoUrl: string | undefined;
    readonly homeUrl: string | undefined;
    readonly privacyUrl: string | undefined;
    readonly termsUrl: string | undefined;
  };
  /** Whether a stranger registered the client. */
  readonly unknown: boolean;
  readonly account: { readonly name: string; readonly detail: string };
  /** Where another account is signed in to. */
  readonly switchPath: string;
  readonly items: readonly ScopeItem[];
  /** The host, or the scheme of an app on this device, that the browser returns to. */
  readonly returnTo: string;
  /** Why the decision was not taken. */
  readonly refused: ConsentRefusal | undefined;
}

/** Who asks, as whom, what exactly, where it leads, and how to take it back. */
export function ConsentPage(props: ConsentPageProps) {
  const { client, account, items } = props;
  const text = useTexts();
  const returnTo = <strong>{props.returnTo}</strong>;
  return (
    <>
      <Parties name={client.name} logoUrl={client.logoUrl} />
      <h1>{text('consent.heading', { client: <bdi>{client.name}</bdi> })}</h1>
      <p class="lead">{text(items.length > 0 ? 'consent.lead' : 'consent.lead-nothing')}</p>
      {props.unknown && <UnknownApp id="consent-unknown" act="allow" />}
      {props.refused && <Alert>{text(props.refused === 'outdated' ? 'form.outdated' : 'consent.changed')}</Alert>}
      <AccountChip {...account}>
        <a id="consent-switch" href={props.switchPath}>
          {text('consent.switch')}
        </a>
      </AccountChip>
      <ScopeList items={items} />
      <Form action="/consent" hidden={{ csrf: props.csrf, request: props.reference, scope: props.scope }}>
        <Actions pair>
          <button class="primary" id="consent-allow" type="submit" name="decision" value="allow">
            {text('consent.allow')}
          </button>
          <button class="plain" id="consent-deny" type="submit" name="decision" value="deny">
            {text('consent.deny')}
          </button>
        </Actions>
      </Form>
      <p class="meta">
        {text('consent.return', { returnTo })} {text('consent.withdraw', { account: accountLink })}{' '}
        <Documents {...client} />
      </p>
    </>
  );
}

const accountLink = (words: ComponentChildren) => <a href="/account">{words}</a>;

/** Where the client's documents are, and what the sentence about them is called. */
function Documents({ homeUrl, privacyUrl, termsUrl }: ConsentPageProps['client']) {
  const text = useTexts();
  const documents = [
    [homeUrl, 'consent.home'],
    [privacyUrl, 'consent.privacy'],
    [termsUrl, 'consent.terms'],
  ] as const;
  const links = documents.flatMap(([url, words]) =>
    url === undefined ? [] : [<Document url={url}>{text(words)}</Document>],
  );
  return links.length === 0 ? null : text('consent.documents', { documents: links });
}

/** A page of the client's, opened beside this one so that the question is not lost. */
function Document({ url, children }: { readonly url: string; readonly children: ComponentChildren }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
