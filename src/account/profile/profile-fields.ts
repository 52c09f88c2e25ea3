/** How a claim is asked for. */
interface ProfileField {
  readonly input: 'text' | 'url' | 'tel' | 'date' | 'zone' | 'language';
  /** HTML, autofill detail tokens. */
  readonly autocomplete: string;
}

/**
 * The standard claims that people may be allowed to change (OIDC Core §5.1). Not among them: `preferred_username`, by which
 * apps may tell people apart, and `email`, which is changed by a page of its own, because it has to be verified.
 */
export const PROFILE_FIELDS = {
  name: { input: 'text', autocomplete: 'name' },
  given_name: { input: 'text', autocomplete: 'given-name' },
  middle_name: { input: 'text', autocomplete: 'additional-name' },
  family_name: { input: 'text', autocomplete: 'family-name' },
  nickname: { input: 'text', autocomplete: 'nickname' },
  picture: { input: 'url', autocomplete: 'photo' },
  profile: { input: 'url', autocomplete: 'off' },
  website: { input: 'url', autocomplete: 'url' },
  gender: { input: 'text', autocomplete: 'sex' },
  birthdate: { input: 'date', autocomplete: 'bday' },
  phone_number: { input: 'tel', autocomplete: 'tel' },
  zoneinfo: { input: 'zone', autocomplete: 'off' },
  locale: { input: 'language', autocomplete: 'language' },
} as const satisfies Readonly<Record<string, ProfileField>>;

export type ProfileFieldName = keyof typeof PROFILE_FIELDS;

export const PROFILE_FIELD_NAMES = Object.keys(PROFILE_FIELDS) as readonly ProfileFieldName[];
