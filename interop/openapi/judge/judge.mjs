import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE, run } from '../programs.mjs';

/** Refusals that no schema can foresee, and why; anything else that the judge finds is a failure. */
const EXPLAINED = JSON.parse(readFileSync(join(HERE, 'judge/explained.json'), 'utf8')).map((each) => ({
  ...each,
  detail: new RegExp(each.detail),
}));

/** Cases of each operation; the judge adds those at the edges of every schema. */
const EXAMPLES = 10;

/**
 * Runs schemathesis with every check and no exclusions, and reads each case of its report, not only the first of a kind.
 * @returns how many cases there were, and how many refusals were explained
 * @throws Error that names findings without an explanation
 */
export async function judge(python, place, { issuer, secret }) {
  const report = join(place, 'report.ndjson');
  const what = ['-m', 'schemathesis.cli', 'run', `${issuer}/docs/openapi.json`, '--checks', 'all'];
  const how = ['--continue-on-failure', '-n', String(EXAMPLES), '--report', 'ndjson', '--report-ndjson-path', report];
  const env = { SCHEMATHESIS_HOOKS: join(HERE, 'judge/hooks.py'), ISSUER: issuer, JUDGE_SECRET: secret };
  const said = run(python, [...what, ...how], place, { env, mayFail: true });
  const cases = [...casesOf(report)];
  if (cases.length === 0) throw new Error(said.slice(-2000));
  const findings = cases.flatMap(({ found }) => found);
  const unexplained = [...new Set(findings.filter((finding) => !isExplained(finding)).map(textOf))];
  if (unexplained.length > 0) throw new Error(`no explanation of\n${unexplained.join('\n')}`);
  return `${cases.length} cases, ${findings.length} refusals beyond the schema explained, no other finding`;
}

function* casesOf(report) {
  for (const line of readFileSync(report, 'utf8').split('\n').filter(Boolean)) {
    const { recorder } = JSON.parse(line).ScenarioFinished ?? {};
    for (const [id, checks] of Object.entries(recorder?.checks ?? {}))
      yield {
        found: checks.filter(({ status }) => status !== 'success').flatMap((check) => found(check, id, recorder)),
      };
  }
}

/** One for each thing that the answer calls wrong. */
function found({ name }, id, { label, interactions }) {
  const { status_code: status, content } = interactions[id]?.response ?? {};
  const text = Buffer.from(
    typeof content === 'string' ? content : (content?.value ?? content?.$base64 ?? ''),
    'base64',
  ).toString();
  const finding = { check: name, status, label };
  try {
    const { errors, detail } = JSON.parse(text);
    return (errors ?? [{ pointer: '', detail }]).map((each) => ({
      ...finding,
      detail: `${each.pointer} ${each.detail}`,
    }));
  } catch {
    return [{ ...finding, detail: text }];
  }
}

function isExplained({ check, status, label, detail }) {
  const fits = (each) => each.check === check && each.status === status && (each.label ?? label) === label;
  return EXPLAINED.some((each) => fits(each) && each.detail.test(detail));
}

function textOf({ check, status, label, detail }) {
  return `${label}: ${check} ${status} ${detail.trim()}`;
}
