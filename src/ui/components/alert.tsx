import type { ComponentChildren } from 'preact';

/** What went wrong, announced by screen readers as soon as the page is there. */
export function Alert({ id, children }: { readonly id?: string; readonly children: ComponentChildren }) {
  return (
    <p class="alert" role="alert" id={id}>
      {children}
    </p>
  );
}
