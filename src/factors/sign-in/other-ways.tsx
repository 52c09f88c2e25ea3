import { withRequest } from '../../authentication/login/sign-in-paths.js';
import type { TextKey } from '../../platform/texts/message.js';
import { useTexts } from '../../ui/use-texts.js';
import type { Factor } from '../factor.js';
import { factorPages } from '../factor-pages.js';

/** Another way to go on. */
export interface OtherWay {
  readonly name: string;
  readonly title: TextKey;
  readonly path: string;
}

/** Those of the factors that are not the one of the page. */
export function otherWays(factors: readonly Factor[], shown: Factor, reference: string): readonly OtherWay[] {
  const others = factors.filter((factor) => factor !== shown);
  return others.map(({ name, title }) => ({ name, title, path: withRequest(factorPages(name).step, reference) }));
}

/** What else the person can do to go on. */
export function OtherWays({ ways }: { readonly ways: readonly OtherWay[] }) {
  const text = useTexts();
  return (
    <nav class="ways" aria-labelledby="other-ways">
      <h2 id="other-ways">{text('factors.other-ways')}</h2>
      <ul>
        {ways.map(({ name, title, path }) => (
          <li>
            <a id={`other-${name}`} href={path}>
              {text(title)}
            </a>
          </li>
        ))}
        <li>
          <a id="other-account" href="/login?prompt=login">
            {text('factors.other-account')}
          </a>
        </li>
      </ul>
    </nav>
  );
}
