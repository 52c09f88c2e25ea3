import type { ComponentChildren } from 'preact';

interface FormProps {
  /** The id by which buttons outside the form refer to it. */
  readonly id?: string;
  readonly action: string;
  /** Hidden fields: the CSRF token, the reference of the request. Those that are undefined or empty are left out. */
  readonly hidden: Readonly<Record<string, string | undefined>>;
  readonly children?: ComponentChildren;
}

/** A form that posts. */
export function Form({ id, action, hidden, children }: FormProps) {
  return (
    <form id={id} method="post" action={action}>
      {Object.entries(hidden).map(
        ([name, value]) => value !== undefined && value !== '' && <input type="hidden" name={name} value={value} />,
      )}
      {children}
    </form>
  );
}

/** The buttons of a form; `pair` sets two side by side. */
export function Actions({ pair = false, children }: { readonly pair?: boolean; readonly children: ComponentChildren }) {
  return <div class={pair ? 'actions pair' : 'actions'}>{children}</div>;
}
