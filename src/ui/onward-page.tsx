import { useContext } from 'preact/hooks';
import { BrandContext } from './components/brand.js';
import { useTexts } from './use-texts.js';

/**
 * Stands between a form and where it leads. It shows something only if that takes long, and the link is for browsers that do
 * not go on by themselves. It has no picture, because browsers wait for all pictures before they go on.
 */
export function OnwardPage({ address }: { readonly address: string }) {
  const text = useTexts();
  return (
    <div class="onward">
      <p class="brand">
        <bdi>{useContext(BrandContext).name}</bdi>
      </p>
      <h1>{text('onward.title')}</h1>
      <p class="lead">{text('onward.lead')}</p>
      <div class="actions">
        <a class="button primary" id="onward-continue" href={address}>
          {text('onward.continue')}
        </a>
      </div>
    </div>
  );
}
