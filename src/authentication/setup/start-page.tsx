import type { ComponentChildren } from 'preact';
import { Brand } from '../../ui/components/brand.js';
import { useTexts } from '../../ui/use-texts.js';

interface StartPageProps {
  readonly username: string;
  /** Whether the documentation of the admin API is served, in which it can be tried. */
  readonly hasDocs: boolean;
}

const strong = (words: ComponentChildren) => <strong>{words}</strong>;

/** What the first administrator does next. */
export function StartPage({ username, hasDocs }: StartPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('start.title')}</h1>
      <p class="lead">{text('start.lead', { username: <bdi>{username}</bdi> })}</p>
      <ol>
        <li>
          {hasDocs
            ? text('start.application-docs', { strong })
            : text('start.application-cli', { strong, command: <code>npx gatehouse clients create --help</code> })}
        </li>
        <li>{text('start.discovery', { strong, address: <code>/.well-known/openid-configuration</code> })}</li>
        <li>{text('start.accounts', { strong })}</li>
        <li>{text('start.second-administrator', { strong })}</li>
      </ol>
      <div class="actions">
        {hasDocs && (
          <a class="button primary" href="/docs">
            {text('start.docs')}
          </a>
        )}
        <a class={hasDocs ? 'button' : 'button primary'} href="/account">
          {text('start.account')}
        </a>
      </div>
    </>
  );
}
