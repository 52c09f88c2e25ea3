import type { ComponentChildren } from 'preact';

/** What went wrong; screen readers announce it as soon as the page is loaded. */
export function Alert({ id, children }: { readonly id?: string; readonly children: ComponentChildren }) {
  return (
    <p class="alert" role="alert" id={id}>
      {children}
    </p>
  );
}
