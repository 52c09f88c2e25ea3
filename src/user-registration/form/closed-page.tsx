import { Brand } from '../../ui/components/brand.js';
import { useTexts } from '../../ui/use-texts.js';

/** Says that no one registers here. */
export function ClosedPage() {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('register.closed.title')}</h1>
      <p class="lead">{text('register.closed.lead')}</p>
      <div class="actions">
        <a class="button primary" href="/login">
          {text('register.sign-in')}
        </a>
      </div>
    </>
  );
}
