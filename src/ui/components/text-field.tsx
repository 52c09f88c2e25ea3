import type { InputHTMLAttributes } from 'preact';
import type { Message } from '../../platform/texts/message.js';
import { useTexts } from '../use-texts.js';

type Attributes = InputHTMLAttributes<HTMLInputElement>;
type Autocomplete = Exclude<Attributes['autocomplete'], undefined>;

interface TextFieldProps {
  /** Also its id. */
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'date';
  readonly autocomplete?: Autocomplete;
  /** What is wrong with the value. */
  readonly problem?: Message | undefined;
  readonly required?: boolean;
  readonly autofocus?: boolean;
  readonly maxLength?: number;
  /** Whether it is a name or a code, which no keyboard may correct. */
  readonly verbatim?: boolean;
}

/** A field with its label, and what is wrong with it beside it. */
export function TextField(props: TextFieldProps) {
  const { name, label, value, type = 'text', problem, required = true, verbatim = false } = props;
  return (
    <>
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        {...({ type } as Attributes)}
        autocomplete={props.autocomplete}
        autocapitalize={verbatim ? 'none' : undefined}
        spellcheck={verbatim ? false : undefined}
        required={required}
        maxLength={props.maxLength}
        autofocus={props.autofocus}
        value={value}
        aria-invalid={problem === undefined ? undefined : true}
        aria-describedby={problem === undefined ? undefined : `${name}-problem`}
      />
      <FieldProblem name={name} problem={problem} />
    </>
  );
}

/** What is wrong with the field of this name; nothing if nothing is. */
export function FieldProblem({ name, problem }: Pick<TextFieldProps, 'name' | 'problem'>) {
  const text = useTexts();
  return problem === undefined ? null : (
    <p class="hint problem" id={`${name}-problem`}>
      {text(problem)}
    </p>
  );
}
