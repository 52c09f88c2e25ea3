import { useContext } from 'preact/hooks';
import { BrandContext } from './components/brand.js';

/**
 * Stands between a form and where it leads. It shows something only if that takes long, and the link is for browsers that do
 * not go on by themselves. It has no picture, because browsers wait for all pictures before they go on.
 */
export function OnwardPage({ address }: { readonly address: string }) {
  return (
    <div class="onward">
      <p class="brand">
        <bdi>{useContext(BrandContext).name}</bdi>
      </p>
      <h1>One moment</h1>
      <p class="lead">The next page is loading. If nothing happens, press Continue.</p>
      <div class="actions">
        <a class="button primary" id="onward-continue" href={address}>
          Continue
        </a>
      </div>
    </div>
  );
}
