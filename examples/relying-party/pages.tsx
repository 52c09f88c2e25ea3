import type { ComponentChildren } from 'preact';
import { decode, type Tokens } from './relying-party.js';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.75rem; letter-spacing: -.02em }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 }
button, .button { font: inherit; font-weight: 600; padding: .6rem 1rem; border-radius: 9px; border: 1px solid #8888; background: none; color: inherit; cursor: pointer; text-decoration: none }
.primary { background: #1d4f9c; color: #fff; border-color: transparent }
pre { background: #8881; padding: 1rem; border-radius: 9px; overflow: auto; font-size: .875rem }
section { margin: 2rem 0 }`;

type Shown = { readonly title: string; readonly value: unknown } | undefined;

function Shell({ children }: { children: ComponentChildren }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>Example web app</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <h1>Example web app</h1>
        {children}
      </body>
    </html>
  );
}

function Block({ title, value }: { title: string; value: unknown }) {
  return (
    <section>
      <h2>{title}</h2>
      <pre>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}

function Action({ path, children, primary }: { path: string; children: string; primary?: boolean }) {
  return (
    <form method="post" action={path}>
      <button type="submit" class={primary ? 'primary' : undefined}>
        {children}
      </button>
    </form>
  );
}

export function SignedOutPage({ shown }: { shown: Shown }) {
  return (
    <Shell>
      <p>An app that knows nobody: it leaves signing in to Gatehouse.</p>
      <p class="actions">
        <a class="button primary" href="/login">
          Sign in with Gatehouse
        </a>
      </p>
      {shown && <Block {...shown} />}
    </Shell>
  );
}

export function SignedInPage({ name, tokens, shown }: { name: string | undefined; tokens: Tokens; shown: Shown }) {
  return (
    <Shell>
      <p>
        Signed in as <strong>{name}</strong>
      </p>
      <div class="actions">
        <Action path="/call-api" primary>
          Call the API
        </Action>
        <Action path="/refresh">Refresh the tokens</Action>
        <Action path="/logout">Sign out</Action>
      </div>
      {shown && <Block {...shown} />}
      <Block title="Access token" value={decode(tokens.access_token)} />
      {tokens.id_token && <Block title="ID token" value={decode(tokens.id_token)} />}
    </Shell>
  );
}
