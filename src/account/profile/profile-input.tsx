import { LANGUAGES } from '../../platform/texts/languages.js';
import type { Message } from '../../platform/texts/message.js';
import { FieldProblem } from '../../ui/components/text-field.js';
import { useTexts } from '../../ui/use-texts.js';
import { PROFILE_FIELDS, type ProfileFieldName } from './profile-fields.js';

interface ProfileInputProps {
  readonly name: ProfileFieldName;
  readonly value: string;
  /** What is wrong with the value. */
  readonly problem: Message | undefined;
  /** Whether the person goes on with it. */
  readonly focused: boolean;
}

/** One claim, with its label, and what is wrong with it below it. */
export function ProfileInput({ name, value, problem, focused }: ProfileInputProps) {
  const text = useTexts();
  const { input, autocomplete } = PROFILE_FIELDS[name];
  const id = `profile-${name}`;
  const attributes = {
    id,
    name,
    autocomplete,
    autofocus: focused,
    ...(problem && { 'aria-invalid': true, 'aria-describedby': `${id}-problem` }),
  } as const;
  return (
    <>
      <label for={id}>{text(`account.claim.${name}`)}</label>
      {input === 'zone' && <Choice {...attributes} value={value} options={zones()} />}
      {input === 'language' && <Choice {...attributes} value={value} options={languages()} />}
      {input !== 'zone' && input !== 'language' && (
        <input {...attributes} type={typeFor(input, value) as 'text'} value={value} spellcheck={false} />
      )}
      <FieldProblem name={id} problem={problem} />
    </>
  );
}

/**
 * The type of the field, which Preact's types want to know beforehand.
 * A day without a year, or a year alone, is one too, but none that a browser's calendar can show.
 */
function typeFor(input: 'text' | 'url' | 'tel' | 'date', value: string): string {
  return input === 'date' && value !== '' && !/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value) ? 'text' : input;
}

interface ChoiceProps {
  readonly id: string;
  readonly name: string;
  readonly autocomplete: string;
  readonly autofocus: boolean;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** What is stored is always among the options, so that no one loses it by saving the page. */
function Choice({ value, options, ...attributes }: ChoiceProps) {
  const text = useTexts();
  const isKnown = value === '' || options.some(([each]) => each === value);
  return (
    <select {...attributes}>
      <option value="">{text('account.not-stated')}</option>
      {!isKnown && (
        <option value={value} selected>
          {value}
        </option>
      )}
      {options.map(([each, label]) => (
        <option value={each} selected={each === value}>
          {label}
        </option>
      ))}
    </select>
  );
}

let known: readonly (readonly [string, string])[] | undefined;

function zones(): readonly (readonly [string, string])[] {
  known ??= ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => [zone, zone.replaceAll('_', ' ')] as const);
  return known;
}

function languages(): readonly (readonly [string, string])[] {
  return Object.entries(LANGUAGES).map(([tag, { name }]) => [tag, name] as const);
}
