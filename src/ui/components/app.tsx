import { useContext } from 'preact/hooks';
import { useTexts } from '../use-texts.js';
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
  readonly act: 'allow' | 'continue' | 'sign-in';
}

/** Warns that no one here has checked the app, because a stranger registered it. */
export function UnknownApp({ id, act }: UnknownAppProps) {
  const text = useTexts();
  const organisation = <bdi>{useContext(BrandContext).name}</bdi>;
  return (
    <p class="notice" id={id}>
      {text(`unknown-app.${act}`, { organisation })}
    </p>
  );
}
