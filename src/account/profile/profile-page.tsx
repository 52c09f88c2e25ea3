import type { FormProblems } from '../../authentication/form-problems.js';
import { OUTDATED } from '../../authentication/form-refusals.js';
import { Done } from '../../ui/components/done.js';
import { Actions, Form } from '../../ui/components/form.js';
import { FormAlert } from '../../ui/components/problems.js';
import { useTexts } from '../../ui/use-texts.js';
import type { User } from '../../users/user.js';
import { PROFILE } from './profile.entry.js';
import { type ProfileFieldName } from './profile-fields.js';
import { ProfileInput } from './profile-input.js';

interface ProfilePageProps {
  readonly csrf: string;
  readonly user: User;
  /** Those that the person may change. */
  readonly fields: readonly ProfileFieldName[];
  /** Claims that are known and that the person may not change. */
  readonly fixed: readonly (readonly [name: ProfileFieldName | 'email', value: string])[];
  /** What stands in the fields. */
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong with fields that were not taken. */
  readonly problems: FormProblems;
  /** A picture that the page can show. */
  readonly picture: string | undefined;
  readonly saved: boolean;
  readonly outdated: boolean;
}

/** What is known of the person, and what of it they may change. */
export function ProfilePage({
  csrf,
  user,
  fields,
  fixed,
  values,
  problems,
  picture,
  saved,
  outdated,
}: ProfilePageProps) {
  const text = useTexts();
  const focused = fields.find((name) => problems.has(name));
  return (
    <>
      <h1>{text('account.profile')}</h1>
      <p class="lead">{text('account.profile-lead')}</p>
      {saved && <Done>{text('account.profile-saved')}</Done>}
      <FormAlert refusal={outdated ? OUTDATED : undefined} problems={problems} />
      {picture !== undefined && (
        <img class="portrait" src={picture} alt={text('account.your-picture')} referrerpolicy="no-referrer" />
      )}
      <dl class="facts">
        <dt>{text('account.username')}</dt>
        <dd>
          <bdi>{user.username}</bdi>
        </dd>
        {fixed.map(([name, value]) => (
          <>
            <dt>{text(`account.claim.${name}`)}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </>
        ))}
      </dl>
      {fields.length === 0 ? (
        <p class="meta">{text('account.profile-fixed')}</p>
      ) : (
        <Form action={PROFILE} hidden={{ csrf }}>
          {fields.map((name) => (
            <ProfileInput
              name={name}
              value={values[name] ?? ''}
              problem={problems.get(name)}
              focused={name === focused}
            />
          ))}
          <Actions>
            <button class="primary" id="profile-submit" type="submit">
              {text('account.save')}
            </button>
          </Actions>
        </Form>
      )}
    </>
  );
}
