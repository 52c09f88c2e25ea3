import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { BrandContext } from './components/brand.js';
import { LanguageMenu } from './components/language-menu.js';
import { FORM_SCRIPT, formWords } from './form-script.js';
import type { ClientDocuments } from './reader.js';
import { useTexts } from './use-texts.js';

interface PageProps {
  readonly issuer: string;
  readonly title: string;
  readonly stylesheets: readonly string[];
  readonly scripts: readonly string[];
  /** The address of the page, for the language menu; undefined: it has none. */
  readonly address: string | undefined;
  /** Of the app that the page is about. */
  readonly documents: ClientDocuments | undefined;
  readonly children: ComponentChildren;
}

/** The gatehouse mark, for browser tabs. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1d5c47" stroke-width="2" stroke-linecap="round"><path d="M4 21V11a8 8 0 0 1 16 0v10M9 21v-9.5a3 3 0 0 1 6 0V21M2.5 21h19"/></svg>',
)}`;

/** The frame of every page: one card, and below it the name of the server and its links. */
export function Page({ issuer, title, stylesheets, scripts, address, documents, children }: PageProps) {
  const brand = useContext(BrandContext);
  const text = useTexts();
  return (
    <html lang={text.language} dir={text.direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href={brand.logoUrl ?? ICON} />
        {stylesheets.map((href) => (
          <link rel="stylesheet" href={href} />
        ))}
        <title>{`${title} · ${brand.name}`}</title>
      </head>
      <body>
        <main>
          <div class="card">{children}</div>
        </main>
        <footer>
          <span>{new URL(issuer).host}</span>
          {brand.helpUrl && <a href={brand.helpUrl}>{text('page.help')}</a>}
          {brand.privacyUrl && <a href={brand.privacyUrl}>{text('page.privacy')}</a>}
          {documents && <AppDocuments {...documents} />}
          {address !== undefined && <LanguageMenu to={address} />}
        </footer>
        {scripts.map((script) => (
          <script src={script} data-words={script === FORM_SCRIPT ? formWords(text) : undefined} />
        ))}
      </body>
    </html>
  );
}

function AppDocuments({ name, privacyUrl, termsUrl }: ClientDocuments) {
  const text = useTexts();
  const app = <bdi>{name}</bdi>;
  return (
    <>
      {privacyUrl && <a href={privacyUrl}>{text('page.app-privacy', { app })}</a>}
      {termsUrl && <a href={termsUrl}>{text('page.app-terms', { app })}</a>}
    </>
  );
}
