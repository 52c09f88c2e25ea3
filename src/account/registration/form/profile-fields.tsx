import type { FormProblems } from '../../../authentication/form-problems.js';
import { TextField } from '../../../ui/components/text-field.js';
import { useTexts } from '../../../ui/use-texts.js';
import { PROFILE_FIELDS } from '../../profile/profile-fields.js';
import type { RegistrationField } from '../user-registration-settings.js';

interface ProfileFieldsProps {
  readonly fields: readonly RegistrationField[];
  readonly values: Readonly<Partial<Record<RegistrationField, string>>>;
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
          name={name}
          type={PROFILE_FIELDS[name].input}
          autocomplete={PROFILE_FIELDS[name].autocomplete}
          label={text(`register.field.${name}`)}
          value={values[name] ?? ''}
          problem={problems.get(name)}
          autofocus={focused === name}
        />
      ))}
    </>
  );
}
