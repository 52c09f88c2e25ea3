import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PasswordPolicy } from '../../platform/config/config.js';
import type { Message } from '../../platform/texts/message.js';
import { useTexts } from '../use-texts.js';
import { FieldProblem } from './text-field.js';

/** How long new passwords have to be here; provided by the renderer. */
export const PasswordPolicyContext = createContext<PasswordPolicy>({ minLength: 8, minLengthOfAdministrators: 12 });

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
  /** Why the password was refused. */
  readonly problem?: Message | undefined;
  /** The id of what says why it was refused, if that stands above the form. */
  readonly invalidBy?: string | undefined;
  readonly autofocus?: boolean;
  /** Whether it is that of an administrator for sure; the server tells others who are. */
  readonly ofAdministrator?: boolean;
}

/** A field for a new password: one, because the person can look at it, and password managers fill it in. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, problem, autofocus = false, ofAdministrator = false } = props;
  const { invalidBy = problem && 'password-problem' } = props;
  const text = useTexts();
  const { minLength, minLengthOfAdministrators } = useContext(PasswordPolicyContext);
  const least = ofAdministrator ? Math.max(minLength, minLengthOfAdministrators) : minLength;
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
        minLength={least}
        autofocus={autofocus}
        aria-describedby={described}
        aria-invalid={invalidBy === undefined ? undefined : true}
      />
      <p class="hint" id="password-hint">
        {text('password-field.hint', { least })}
      </p>
      {/* Hidden until the script estimates what is typed. */}
      <p class="hint" role="status" data-strength-of="password" hidden />
      <FieldProblem name="password" problem={problem} />
    </>
  );
}
