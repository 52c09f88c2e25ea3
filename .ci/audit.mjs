import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// Asks the registry for known vulnerabilities of all packages, also of those for development, and compares them with
// .ci/audit-explained.json: an object of the URLs of advisories, each with a sentence that says why it does no harm here.
// Ends with 1 if one is not explained, or if an explanation is of none that there is any more.
//
//   node .ci/audit.mjs [ANSWER EXPLAINED]    files in place of what `npm audit --json` answers and of the explanations
const [answerFile, explainedFile = new URL('audit-explained.json', import.meta.url)] = process.argv.slice(2);
const answer = JSON.parse(answerFile ? readFileSync(answerFile, 'utf8') : askRegistry());
const explained = JSON.parse(readFileSync(explainedFile, 'utf8'));

function askRegistry() {
  return spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout || '{}';
}

function fail(problems) {
  for (const problem of problems) console.error(problem);
  process.exit(1);
}

if (answer.vulnerabilities === undefined)
  fail([`npm audit has not answered: ${answer.message || 'the registry offers none'}`]);

// `via` has advisories, and names of packages that bring them, which are in the list themselves.
const advisories = new Map();
for (const { name, severity, via } of Object.values(answer.vulnerabilities))
  for (const each of via)
    if (typeof each === 'object') advisories.set(each.url, `${name} (${severity}): ${each.title}`);

const problems = [
  ...[...advisories].filter(([url]) => !explained[url]).map(([url, what]) => `not explained: ${what}, ${url}`),
  ...Object.keys(explained)
    .filter((url) => !advisories.has(url))
    .map((url) => `explained, but gone: remove ${url}`),
];
if (problems.length > 0) fail(problems);
console.log(`npm audit: ${advisories.size} known, all explained`);
