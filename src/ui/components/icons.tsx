import type { ComponentChildren } from 'preact';

/** The text beside each icon says the same, so screen readers skip icons. */
function Icon({ width = 1.8, children }: { readonly width?: number; readonly children: ComponentChildren }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={width}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const GatehouseIcon = () => (
  <Icon width={2}>
    <path d="M4 21V11a8 8 0 0 1 16 0v10" />
    <path d="M9 21v-9.5a3 3 0 0 1 6 0V21" />
    <path d="M2.5 21h19" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4 21a8 8 0 0 1 16 0" />
  </Icon>
);

export const DocumentIcon = () => (
  <Icon>
    <path d="M4 4h16v16H4z" />
    <path d="M8 9h8M8 13h8M8 17h5" />
  </Icon>
);

export const ClockIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v5l3 2" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="m8 12.5 2.7 2.7L16 9.5" />
  </Icon>
);
