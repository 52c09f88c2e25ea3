import type { TextKey } from '../platform/texts/message.js';
import { Brand } from '../ui/components/brand.js';
import { useTexts } from '../ui/use-texts.js';

export interface VoidLinkPageProps {
  readonly heading: TextKey;
  /** Why, and what to do. */
  readonly lead: TextKey;
  /** Whether there is someone who could sign in. */
  readonly canSignIn: boolean;
  /** Where another link is asked for. */
  readonly again?: { readonly href: string; readonly label: TextKey };
}

/** A link that cannot be used (any more). */
export function VoidLinkPage({ heading, lead, canSignIn, again }: VoidLinkPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text(heading)}</h1>
      <p class="lead">{text(lead)}</p>
      {canSignIn && (
        <div class="actions">
          <a class="button primary" href="/login">
            {text('void-link.sign-in')}
          </a>
          {again && (
            <a class="button plain" href={again.href}>
              {text(again.label)}
            </a>
          )}
        </div>
      )}
    </>
  );
}
