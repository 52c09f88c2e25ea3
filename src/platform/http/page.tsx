import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { BrandContext } from './components/brand.js';

interface PageProps {
  readonly issuer: string;
  readonly title: string;
  readonly stylesheet: string;
  readonly script?: string | undefined;
  readonly children: ComponentChildren;
}

/** The shell of every page: one card, and below it whose server this is. */
export function Page({ issuer, title, stylesheet, script, children }: PageProps) {
  const brand = useContext(BrandContext);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href={stylesheet} />
        <title>{`${title} · ${brand.name}`}</title>
      </head>
      <body>
        <main>
          <div class="card">{children}</div>
        </main>
        <footer>
          <span>{new URL(issuer).host}</span>
          {brand.helpUrl && <a href={brand.helpUrl}>Help</a>}
          {brand.privacyUrl && <a href={brand.privacyUrl}>Privacy</a>}
        </footer>
        {script && <script src={script} />}
      </body>
    </html>
  );
}
