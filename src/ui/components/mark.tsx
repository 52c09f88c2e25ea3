import { BrandLogo } from './brand.js';
import { initial, Logo } from './logo.js';

interface MarkProps {
  readonly name: string;
  /** The page's content security policy must let it in. */
  readonly logoUrl?: string | undefined;
}

/** A square that stands for a client: its logo or its initial. */
function Mark({ name, logoUrl }: MarkProps) {
  return <span class="mark">{logoUrl ? <Logo url={logoUrl} name={name} /> : initial(name)}</span>;
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
