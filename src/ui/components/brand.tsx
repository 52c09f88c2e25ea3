import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Brand as BrandSettings } from '../../platform/config/config.js';
import { GatehouseIcon } from './icons.js';
import { Logo } from './logo.js';

/** The organisation that the pages belong to; provided by the renderer, so that no page has to pass it on. */
export const BrandContext = createContext<BrandSettings>({ name: 'Gatehouse' });

/** The organisation's logo, or the gatehouse. The name stands beside it, so it has no alternative text. */
export function BrandLogo() {
  const { logoUrl, name } = useContext(BrandContext);
  return logoUrl ? <Logo url={logoUrl} name={name} /> : <GatehouseIcon />;
}

/** The logo and name of the organisation, at the top of the card. */
export function Brand() {
  return (
    <p class="brand">
      <BrandLogo /> <bdi>{useContext(BrandContext).name}</bdi>
    </p>
  );
}
