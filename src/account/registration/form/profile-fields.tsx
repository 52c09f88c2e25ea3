import type { FormProblems } from '../../../authentication/required-actions/form-problems.js';
import { TextField } from '../../../ui/components/text-field.js';
import { useTexts } from '../../../ui/use-texts.js';
import type { ProfileField } from '../user-registration-settings.js';

type Look = Pick<Parameters<typeof TextField>[0], 'type' | 'autocomplete'>;

const LOOKS: Readonly<Record<ProfileField, Look>> = {
  name: { autocomplete: 'name' },
  given_name: { autocomplete: 'given-name' },
  family_name: { autocomplete: 'family-name' },
  middle_name: { autocomplete: 'additional-name' },
  nickname: { autocomplete: 'nickname' },
  phone_number: { type: 'tel', autocomplete: 'tel' },
  birthdate: { type: 'date', autocomplete: 'bday' },
  website: { type: 'url', autocomplete: 'url' },
};

interface ProfileFieldsProps {
  readonly fields: readonly ProfileField[];
  readonly values: Readonly<Partial<Record<ProfileField, string>>>;
  readonly problems: FormProblems;
  /** The field that the person goes on with. */
  readonly focused: string | undefined;
}

/** Asks for what people have to say of themselves. */
export function ProfileFields({ fields, values, problems, focused }: ProfileFieldsProps) {
  const text = useTexts();
  return (
    <>
      {fields.map((name) => (
        <TextField
          {...LOOKS[name]}
          name={name}
          label={text(`register.field.${name}`)}
          value={values[name] ?? ''}
          problem={problems.get(name)}
          autofocus={focused === name}
        />
      ))}
    </>
  );
}
