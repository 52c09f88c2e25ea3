import type { ComponentChildren } from 'preact';

/** What the person did has happened. */
export function Done({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="notice" role="status">
      {children}
    </p>
  );
}
