import { useTexts } from '../use-texts.js';

/** Shows and hides what is typed into the field of this id. Hidden until the script makes it work. */
export function RevealButton({ field }: { readonly field: string }) {
  const text = useTexts();
  return (
    <button class="reveal" type="button" data-shows={field} aria-controls={field} hidden>
      {text('form-script.show')}
    </button>
  );
}

interface PasswordFieldProps {
  readonly label: string;
  /** The id of the alert that says why the password was refused. */
  readonly invalidBy?: string | undefined;
  readonly autofocus?: boolean;
}

/** A field for a new password: one, because the person can look at it, and password managers fill it in. */
export function PasswordField({ label, invalidBy, autofocus = false }: PasswordFieldProps) {
  const text = useTexts();
  const described = ['password-hint', ...(invalidBy === undefined ? [] : [invalidBy])].join(' ');
  return (
    <>
      <div class="row">
        <label for="password">{label}</label>
        <RevealButton field="password" />
      </div>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="new-password"
        autocapitalize="none"
        spellcheck={false}
        required
        minLength={8}
        autofocus={autofocus}
        aria-describedby={described}
        aria-invalid={invalidBy === undefined ? undefined : true}
      />
      <p class="hint" id="password-hint">
        {text('password-field.hint', { least: 8 })}
      </p>
    </>
  );
}
