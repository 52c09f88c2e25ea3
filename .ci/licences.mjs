import { readFileSync } from 'node:fs';

// Prints a line for each package of a bill of materials (CycloneDX): name, version, licence.
const { components } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const licenceOf = ({ licenses = [] }) =>
  licenses.map(({ expression, license }) => expression ?? license.id ?? license.name).join(' OR ') || 'not stated';
console.log(
  components
    .map((component) => [component.name, component.version, licenceOf(component)].join('\t'))
    .sort()
    .join('\n'),
);
