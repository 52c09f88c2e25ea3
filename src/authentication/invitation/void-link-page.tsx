import { Brand } from '../../ui/components/brand.js';

interface VoidLinkPageProps {
  readonly heading: string;
  /** Why, and what to do. */
  readonly lead: string;
  /** Whether there is someone who could sign in. */
  readonly canSignIn: boolean;
  /** Where another link is asked for. */
  readonly again?: { readonly href: string; readonly label: string };
}

/** A link that cannot be used (any more). */
export function VoidLinkPage({ heading, lead, canSignIn, again }: VoidLinkPageProps) {
  return (
    <>
      <Brand />
      <h1>{heading}</h1>
      <p class="lead">{lead}</p>
      {canSignIn && (
        <div class="actions">
          <a class="button primary" href="/login">
            Sign in
          </a>
          {again && (
            <a class="button" href={again.href}>
              {again.label}
            </a>
          )}
        </div>
      )}
    </>
  );
}
