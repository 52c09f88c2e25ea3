import type { Instant } from '../platform/clock.js';
import { Actions } from '../ui/components/form.js';
import { type ScopeItem, ScopeList } from '../ui/components/scope-list.js';
import { Day } from '../ui/components/time.js';
import { useTexts } from '../ui/use-texts.js';

/** An app that has access, in words. */
export interface AppWithAccess {
  readonly clientId: string;
  readonly name: string;
  /** When it was first allowed. */
  readonly since: Instant;
  /** Undefined if it got nothing lately. */
  readonly lastUsed: Instant | undefined;
  readonly items: readonly ScopeItem[];
  /** Where it is opened; undefined if it cannot be from here. */
  readonly openUrl: string | undefined;
}

/** One app, folded: its name and last use, and below them what it may do. */
export function AppSection({ clientId, name, since, lastUsed, items, openUrl }: AppWithAccess) {
  const text = useTexts();
  return (
    <details class="client">
      <summary>
        <span class="what">
          <h3>
            <bdi>{name}</bdi>
          </h3>
          <small>
            {lastUsed === undefined
              ? text('app-section.unused')
              : text('app-section.last-used', { day: <Day at={lastUsed} /> })}
          </small>
        </span>
      </summary>
      <p class="since">{text('app-section.since', { day: <Day at={since} /> })}</p>
      <ScopeList items={items} />
      <Actions pair={openUrl !== undefined}>
        {openUrl !== undefined && (
          <a class="button plain open" href={openUrl} aria-label={text('app-section.open-app', { name })}>
            {text('app-section.open')}
          </a>
        )}
        <a class="button plain" href={withdrawalPath(clientId)} aria-label={text('app-section.withdraw-of', { name })}>
          {text('app-section.withdraw')}
        </a>
      </Actions>
    </details>
  );
}

/** Where someone is asked whether an app shall lose its access. */
function withdrawalPath(clientId: string): string {
  return `/account/withdraw?${new URLSearchParams({ client_id: clientId })}`;
}
