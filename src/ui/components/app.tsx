import { useContext } from 'preact/hooks';
import { BrandContext } from './brand.js';

/** An app's name inside a sentence. Isolated, so that its direction does not change the words around it (HTML, the bdi element). */
export function AppName({ name }: { readonly name: string }) {
  return (
    <strong>
      <bdi>{name}</bdi>
    </strong>
  );
}

interface UnknownAppProps {
  readonly id: string;
  /** The label of what to do only if one knows the app. */
  readonly act: string;
}

/** Warns that no one here has checked the app, because a stranger registered it. */
export function UnknownApp({ id, act }: UnknownAppProps) {
  return (
    <p class="notice" id={id}>
      No one at <bdi>{useContext(BrandContext).name}</bdi> has checked this app, nor its name and logo. {act} only if
      you know whose it is.
    </p>
  );
}
