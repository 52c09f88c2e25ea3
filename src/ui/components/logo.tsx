/** The first letter of a name, as people count letters: an emoji or an accented letter stays whole. */
export function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toUpperCase() ?? '?';
}

interface LogoProps {
  /** The page's content security policy must let it in. */
  readonly url: string;
  readonly name: string;
}

/**
 * A picture, or the initial of the name if it does not load: browsers show what the stylesheet generates in a picture only
 * if it is broken. The name stands beside it, so it has no alternative text.
 */
export function Logo({ url, name }: LogoProps) {
  return <img class="logo" src={url} alt="" data-initial={initial(name)} />;
}
