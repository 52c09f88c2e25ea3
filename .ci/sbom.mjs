import { readFileSync } from 'node:fs';

// Prints the software bill of materials (CycloneDX) of a release: the packages that are bundled, and those that an
// installation brings, as package-lock.json has them. `npm sbom` gives none while a package for development wants another
// version of something than the one that is there.
const { name, version, license, packages } = readLock();

/** Where Node finds a package that is required from this place in the tree. */
function resolve(required, from) {
  for (let place = from; ; place = place.slice(0, Math.max(place.lastIndexOf('node_modules/') - 1, 0))) {
    const found = `${place === '' ? '' : `${place}/`}node_modules/${required}`;
    if (found in packages) return found;
    if (place === '') return undefined;
  }
}

const requiredOf = (place) => {
  const { dependencies = {}, optionalDependencies = {} } = packages[place];
  return Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((each) => resolve(each, place) ?? []);
};

/** Every place in the tree that an installation of the package has. */
function installed() {
  const places = new Set(requiredOf(''));
  for (const place of places) for (const each of requiredOf(place)) places.add(each);
  return places;
}

/** What went into the program, by the list of licences that the build has made. */
function bundled() {
  const lines = readFileSync('dist/program/LICENSES.txt', 'utf8').match(/^@?[a-z][^ ]* \d+\.\d+\.\d+\S*$/gm);
  const wanted = new Set(lines);
  return Object.keys(packages).filter((place) => wanted.has(`${nameOf(place)} ${packages[place].version}`));
}

const nameOf = (place) => packages[place].name ?? place.replace(/^.*node_modules\//, '');
const refOf = (place) => `${nameOf(place)}@${packages[place].version}`;
const purlOf = (packageName, packageVersion) => `pkg:npm/${packageName.replace('@', '%40')}@${packageVersion}`;

function readLock() {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  return { ...manifest, packages: JSON.parse(readFileSync('package-lock.json', 'utf8')).packages };
}

function componentOf(place) {
  const { version: itsVersion, license: itsLicense = licenceIn(place), integrity = '' } = packages[place];
  const [algorithm, digest = ''] = integrity.split(' ')[0].split('-');
  return {
    type: 'library',
    'bom-ref': refOf(place),
    name: nameOf(place),
    version: itsVersion,
    purl: purlOf(nameOf(place), itsVersion),
    ...(itsLicense && { licenses: [licenceOf(itsLicense)] }),
    ...(algorithm === 'sha512' && {
      hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
    }),
  };
}

/** Whose package.json says nothing: what its Readme says. */
const SAID_ELSEWHERE = { pause: 'MIT' };

/** As packages of the first years of npm say it. */
function licenceIn(place) {
  const { licenses = [] } = JSON.parse(readFileSync(`${place}/package.json`, 'utf8'));
  return licenses.map(({ type }) => type).join(' OR ') || SAID_ELSEWHERE[nameOf(place)];
}

const licenceOf = (text) => (/[ ()]/.test(text) ? { expression: text } : { license: { id: text } });

const byRef = new Map([...bundled(), ...installed()].map((place) => [refOf(place), place]));
const refs = [...byRef.keys()].sort();
const self = { type: 'application', 'bom-ref': `${name}@${version}`, name, version, purl: purlOf(name, version) };
const document = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { ...self, licenses: [licenceOf(license)] } },
  components: refs.map((ref) => componentOf(byRef.get(ref))),
  dependencies: [
    { ref: self['bom-ref'], dependsOn: refs },
    ...refs.map((ref) => ({
      ref,
      dependsOn: requiredOf(byRef.get(ref))
        .map(refOf)
        .filter((each) => byRef.has(each)),
    })),
  ],
};
console.log(JSON.stringify(document, null, 2));
