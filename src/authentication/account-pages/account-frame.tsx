import type { ComponentChildren } from 'preact';
import type { TextKey } from '../../platform/texts/message.js';
import { Brand } from '../../ui/components/brand.js';
import { useTexts } from '../../ui/use-texts.js';

/** Where the navigation of the account leads. */
export interface AccountLink {
  readonly path: string;
  readonly label: TextKey;
}

interface AccountFrameProps {
  readonly links: readonly AccountLink[];
  /** The path of the page that is shown. */
  readonly current: string;
  /** Whether it is the first of them; on a phone that one alone shows the navigation, and the others lead back to it. */
  readonly isFirst: boolean;
  /** What stands above the navigation on a phone. */
  readonly head?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The inside of every page of the account: its navigation, and the page. */
export function AccountFrame({ links, current, isFirst, head, children }: AccountFrameProps) {
  const text = useTexts();
  return (
    <div class={isFirst ? 'account-frame first' : 'account-frame'}>
      <Brand />
      {head && <div class="head">{head}</div>}
      <nav aria-label={text('account.title')}>
        <a class="back" href="/account">
          {text('account.title')}
        </a>
        <ul>
          {links.map(({ path, label }) => (
            <li>
              <a href={path} aria-current={path === current ? 'page' : undefined}>
                {text(label)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="page">{children}</div>
    </div>
  );
}
