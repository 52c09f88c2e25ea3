import { Actions } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';

/** Sets the factor up whose code was typed, or does not. */
export function SetUpActions({ cancelPath }: { readonly cancelPath: string }) {
  const text = useTexts();
  return (
    <Actions>
      <button class="primary" id="verify-submit" type="submit">
        {text('factors.totp.setup-submit')}
      </button>
      <a class="button plain" href={cancelPath}>
        {text('factors.cancel')}
      </a>
    </Actions>
  );
}
