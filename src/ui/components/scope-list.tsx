import type { FunctionComponent } from 'preact';
import type { Message } from '../../platform/texts/message.js';
import { useTexts } from '../use-texts.js';
import { CheckIcon, ClockIcon, DocumentIcon, PersonIcon } from './icons.js';

const ICONS = { person: PersonIcon, document: DocumentIcon, clock: ClockIcon, check: CheckIcon } satisfies Record<
  string,
  FunctionComponent
>;

/** The description of one thing that is or would be allowed. */
export interface ScopeItem {
  readonly icon: keyof typeof ICONS;
  /** One or more sentences. */
  readonly what: readonly (string | Message)[];
  /** More about it, such as the owner of the data and how long it is allowed. */
  readonly note: string | Message;
  /** Whether it was allowed before. */
  readonly already: boolean;
}

/** The list of all that is allowed. */
export function ScopeList({ items }: { readonly items: readonly ScopeItem[] }) {
  const text = useTexts();
  const say = (what: string | Message) => (typeof what === 'string' ? what : text(what));
  if (items.length === 0) return null;
  return (
    <ul class="scopes">
      {items.map(({ icon, what, note, already }) => {
        const Icon = ICONS[icon];
        return (
          <li>
            <Icon />
            <span>
              {what.map((each) => (
                <bdi class="what">{say(each)}</bdi>
              ))}
              {note && (
                <small>
                  <bdi>{already ? text('scope.already', { note }) : say(note)}</bdi>
                </small>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
