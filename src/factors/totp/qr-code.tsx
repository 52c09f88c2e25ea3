interface QrCodeProps {
  /** Whether a module is dark, by row and column. */
  readonly modules: readonly (readonly boolean[])[];
  readonly label: string;
}

/** A QR code as one path, on white in dark mode too: apps read nothing else. */
export function QrCode({ modules, label }: QrCodeProps) {
  const size = modules.length;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path fill="#000" d={pathOf(modules)} />
    </svg>
  );
}

/** A rectangle for every run of dark modules of a row. */
function pathOf(modules: QrCodeProps['modules']): string {
  const runs: string[] = [];
  for (const [y, row] of modules.entries()) {
    for (let x = 0; x < row.length; x++) {
      const begin = x;
      while (row[x]) x++;
      if (x > begin) runs.push(`M${begin} ${y}h${x - begin}v1h-${x - begin}z`);
    }
  }
  return runs.join('');
}
