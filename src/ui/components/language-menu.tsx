import { LANGUAGE_TAGS, LANGUAGES } from '../../platform/texts/languages.js';
import { useTexts } from '../use-texts.js';
import { Form } from './form.js';

/** Chooses the language of the pages. @param to the address of the page, which is shown again */
export function LanguageMenu({ to }: { readonly to: string }) {
  const text = useTexts();
  return (
    <div class="language">
      <Form action="/language" hidden={{ to }}>
        <label for="language">{text('page.language')}</label>
        <select id="language" name="language" autocomplete="off">
          {LANGUAGE_TAGS.map((tag) => (
            <option value={tag} lang={tag} selected={tag === text.language}>
              {LANGUAGES[tag].name}
            </option>
          ))}
        </select>
        <button class="quiet" type="submit">
          {text('page.choose-language')}
        </button>
      </Form>
    </div>
  );
}
