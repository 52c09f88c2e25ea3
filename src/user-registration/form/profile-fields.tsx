import type { FormProblems } from '../../authentication/required-actions/form-problems.js';
import { TextField } from '../../ui/components/text-field.js';
import type { ProfileField } from '../user-registration-settings.js';

type Look = Pick<Parameters<typeof TextField>[0], 'label' | 'type' | 'autocomplete' | 'hint'>;

const LOOKS: Readonly<Record<ProfileField, Look>> = {
  name: { label: 'Full name', autocomplete: 'name' },
  given_name: { label: 'First name', autocomplete: 'given-name' },
  family_name: { label: 'Last name', autocomplete: 'family-name' },
  middle_name: { label: 'Middle name', autocomplete: 'additional-name' },
  nickname: { label: 'Nickname', autocomplete: 'nickname' },
  phone_number: { label: 'Phone number', type: 'tel', autocomplete: 'tel' },
  birthdate: { label: 'Date of birth', autocomplete: 'bday', hint: 'As year-month-day, such as 1990-01-31.' },
  website: { label: 'Website', type: 'url', autocomplete: 'url' },
};

interface ProfileFieldsProps {
  readonly fields: readonly ProfileField[];
  readonly values: Readonly<Record<ProfileField, string>>;
  readonly problems: FormProblems;
  /** The field that the person goes on with. */
  readonly focused: string | undefined;
}

/** Asks for what people have to say of themselves. */
export function ProfileFields({ fields, values, problems, focused }: ProfileFieldsProps) {
  return (
    <>
      {fields.map((name) => (
        <TextField
          {...LOOKS[name]}
          name={name}
          value={values[name]}
          problem={problems.get(name)}
          autofocus={focused === name}
        />
      ))}
    </>
  );
}
