import type { ComponentChildren } from 'preact';
import { AccountChip } from '../ui/components/account-chip.js';
import { Alert } from '../ui/components/alert.js';
import { UnknownApp } from '../ui/components/app.js';
import { Actions, Form } from '../ui/components/form.js';
import { Parties } from '../ui/components/mark.js';
import { type ScopeItem, ScopeList } from '../ui/components/scope-list.js';

export interface ConsentPageProps {
  readonly csrf: string;
  readonly reference: string;
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
  readonly outdated: boolean;
}

/** Who asks, as whom, what exactly, where it leads, and how to take it back. */
export function ConsentPage(props: ConsentPageProps) {
  const { client, account, items } = props;
  return (
    <>
      <Parties name={client.name} logoUrl={client.logoUrl} />
      <h1>
        <bdi>{client.name}</bdi> wants access to your account
      </h1>
      <p class="lead">
        {items.length > 0
          ? 'It will be able to do only what you see here.'
          : 'It asks for nothing that you could give.'}
      </p>
      {props.unknown && <UnknownApp id="consent-unknown" act="Allow it" />}
      {props.outdated && <Alert>This page was open for too long, please try again.</Alert>}
      <AccountChip {...account}>
        <a id="consent-switch" href={props.switchPath}>
          Switch account
        </a>
      </AccountChip>
      <ScopeList items={items} />
      <Form action="/consent" hidden={{ csrf: props.csrf, request: props.reference }}>
        <Actions pair>
          <button class="primary" id="consent-allow" type="submit" name="decision" value="allow">
            Allow
          </button>
          <button class="plain" id="consent-deny" type="submit" name="decision" value="deny">
            Don’t allow
          </button>
        </Actions>
      </Form>
      <p class="meta">
        You return to <strong>{props.returnTo}</strong>. You can withdraw this at any time in{' '}
        <a href="/account">your account</a>.
        <Documents {...client} />
      </p>
    </>
  );
}

function Documents({ homeUrl, privacyUrl, termsUrl }: ConsentPageProps['client']) {
  const all = [
    { url: homeUrl, words: 'home page' },
    { url: privacyUrl, words: 'privacy policy' },
    { url: termsUrl, words: 'terms' },
  ].filter(({ url }) => url !== undefined);
  if (all.length === 0) return null;
  return (
    <>
      {' See the app’s '}
      {all.map(({ url, words }, index) => (
        <>
          {index > 0 && (index === all.length - 1 ? ' and ' : ', ')}
          <Document url={url ?? ''}>{words}</Document>
        </>
      ))}
      .
    </>
  );
}

/** A page of the client's, opened beside this one so that the question is not lost. */
function Document({ url, children }: { readonly url: string; readonly children: ComponentChildren }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
