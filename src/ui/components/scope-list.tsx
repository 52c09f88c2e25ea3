import type { FunctionComponent } from 'preact';
import { CheckIcon, ClockIcon, DocumentIcon, PersonIcon } from './icons.js';

const ICONS = { person: PersonIcon, document: DocumentIcon, clock: ClockIcon, check: CheckIcon } satisfies Record<
  string,
  FunctionComponent
>;

/** The description of one thing that is or would be allowed. */
export interface ScopeItem {
  readonly icon: keyof typeof ICONS;
  /** One or more sentences. */
  readonly what: readonly string[];
  /** More about it, such as the owner of the data and how long it is allowed. */
  readonly note?: string;
}

/** The list of all that is allowed. */
export function ScopeList({ items }: { readonly items: readonly ScopeItem[] }) {
  if (items.length === 0) return null;
  return (
    <ul class="scopes">
      {items.map(({ icon, what, note }) => {
        const Icon = ICONS[icon];
        return (
          <li>
            <Icon />
            <span>
              {what.map((each) => (
                <bdi class="what">{each}</bdi>
              ))}
              {note && (
                <small>
                  <bdi>{note}</bdi>
                </small>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
