import { Actions } from '../ui/components/form.js';
import { type ScopeItem, ScopeList } from '../ui/components/scope-list.js';

/** A day as text and for machines (ISO 8601). */
export interface Day {
  readonly text: string;
  readonly date: string;
}

/** An app that has access, in words. */
export interface AppWithAccess {
  readonly clientId: string;
  readonly name: string;
  /** When it was first allowed. */
  readonly since: Day;
  /** Undefined if it got nothing lately. */
  readonly lastUsed: Day | undefined;
  readonly items: readonly ScopeItem[];
  /** Where it is opened; undefined if it cannot be from here. */
  readonly openUrl: string | undefined;
}

/** One app, folded: its name and last use, and below them what it may do. */
export function AppSection({ clientId, name, since, lastUsed, items, openUrl }: AppWithAccess) {
  return (
    <details class="client">
      <summary>
        <span class="what">
          <h3>
            <bdi>{name}</bdi>
          </h3>
          <small>{lastUsed ? <At words="Last used" {...lastUsed} /> : 'Not used lately'}</small>
        </span>
      </summary>
      <p class="since">
        <At words="Has access since" {...since} />
      </p>
      <ScopeList items={items} />
      <Actions pair={openUrl !== undefined}>
        {openUrl !== undefined && (
          <a class="button plain open" href={openUrl} aria-label={`Open ${name}`}>
            Open
          </a>
        )}
        <a class="button plain" href={withdrawalPath(clientId)} aria-label={`Withdraw access of ${name}`}>
          Withdraw access
        </a>
      </Actions>
    </details>
  );
}

function At({ words, text, date }: Day & { readonly words: string }) {
  return (
    <>
      {words} <time dateTime={date}>{text}</time>
    </>
  );
}

/** Where someone is asked whether an app shall lose its access. */
function withdrawalPath(clientId: string): string {
  return `/account/withdraw?${new URLSearchParams({ client_id: clientId })}`;
}
