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
  /** What to do only if one knows the app. */
  readonly act: string;
}

/** Says that no one here vouches for the app: a stranger registered it. */
export function UnknownApp({ id, act }: UnknownAppProps) {
  return (
    <p class="notice" id={id}>
      Nobody at <bdi>{useContext(BrandContext).name}</bdi> has checked this app, nor its name and logo. {act} only if
      you know whose it is.
    </p>
  );
}
