import { BrandLogo } from './brand.js';

/** The first letter of a name, as people count letters: an emoji or an accented letter stays whole. */
export function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toUpperCase() ?? '?';
}

interface MarkProps {
  readonly name: string;
  /** The page's content security policy must let it in. */
  readonly logoUrl?: string | undefined;
}

/** A square that stands for a client: its logo or its initial. */
function Mark({ name, logoUrl }: MarkProps) {
  return <span class="mark">{logoUrl ? <img src={logoUrl} alt="" /> : initial(name)}</span>;
}

/** The client and this server, side by side. */
export function Parties(client: MarkProps) {
  return (
    <div class="parties" aria-hidden="true">
      <Mark {...client} />
      <span class="link" />
      <span class="mark">
        <BrandLogo />
      </span>
    </div>
  );
}
