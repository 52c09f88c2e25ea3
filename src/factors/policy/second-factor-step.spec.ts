import { isEnough, type SecondFactorFacts, secondFactorStep } from './second-factor-step.js';

const TWO = 'urn:gatehouse:acr:2fa';
const NOW = 1_000_000;

/** Someone who has proven the password, has nothing set up, and of whom nothing is demanded. */
const NOTHING: SecondFactorFacts = {
  reached: '1',
  policy: 'optional',
  needed: '1',
  wished: [],
  provable: '1',
  enrollable: 'phr',
  putOffUntil: 0,
  isPutOff: false,
  now: NOW,
};

type Row = readonly [what: string, facts: Partial<SecondFactorFacts>, step: string];

const POLICY: readonly Row[] = [
  ['optional: who has nothing set up is not asked', {}, 'satisfied'],
  ['optional: who has a factor is asked for it', { provable: TWO }, `verify ${TWO} policy`],
  ['optional: who has proven it is not asked', { provable: TWO, reached: TWO }, 'satisfied'],
  ['off: who has a factor is not asked', { policy: 'off', provable: TWO }, 'satisfied'],
  ['required: who has a factor is asked for it', { policy: 'required', provable: 'phr' }, `verify ${TWO} policy`],
  ['required: who has none sets one up', { policy: 'required' }, `enrol ${TWO}`],
  ['required: no one gets by who can set nothing up', { policy: 'required', enrollable: '1' }, `enrol ${TWO}`],
  ['required: two factors at once are enough', { policy: 'required', reached: 'phr' }, 'satisfied'],
  ['grace: it may be put off', { policy: 'required', putOffUntil: NOW + 1 }, `enrol ${TWO} until ${NOW + 1}`],
  ['grace: who puts it off goes on', { policy: 'required', putOffUntil: NOW + 1, isPutOff: true }, 'satisfied'],
  ['grace: not beyond its end', { policy: 'required', putOffUntil: NOW, isPutOff: true }, `enrol ${TWO}`],
  [
    'grace: who has a factor proves it',
    { policy: 'required', putOffUntil: NOW + 1, isPutOff: true, provable: TWO },
    `verify ${TWO} policy`,
  ],
];

const DEMANDS: readonly Row[] = [
  ['is proven by who can', { needed: 'phr', provable: 'phr' }, 'verify phr demand'],
  ['is set up by who cannot yet', { needed: 'phr', provable: TWO }, 'enrol phr'],
  ['cannot be put off', { needed: TWO, putOffUntil: NOW + 1, isPutOff: true }, `enrol ${TWO}`],
  ['counts though the policy is off', { needed: TWO, policy: 'off', provable: TWO }, `verify ${TWO} demand`],
  ['is impossible beyond what can be set up', { needed: 'phrh', provable: TWO }, 'impossible phrh'],
  ['is nothing for who has reached it or more', { needed: TWO, reached: 'phr', provable: 'phrh' }, 'satisfied'],
  ['is proven together with a stronger wish', { needed: TWO, provable: 'phr', wished: ['phr'] }, 'verify phr demand'],
];

const WISHES: readonly Row[] = [
  ['are for who can reach them', { wished: ['phr', TWO], provable: TWO, policy: 'off' }, `verify ${TWO} wish`],
  ['ask no one to set something up', { wished: ['phr', TWO] }, 'satisfied'],
  [
    'are fulfilled by the first that can be reached',
    { wished: ['1', 'phr'], provable: 'phr', policy: 'off' },
    'satisfied',
  ],
  ['are fulfilled by more', { wished: [TWO], reached: 'phr', provable: 'phrh' }, 'satisfied'],
  [
    'beside a policy are no remembered device',
    { wished: ['phr'], provable: 'phr', policy: 'required' },
    'verify phr demand',
  ],
];

const said = (facts: SecondFactorFacts): string => {
  const step = secondFactorStep(facts);
  if (step.kind === 'satisfied') return step.kind;
  const more = step.kind === 'verify' ? ` ${step.by}` : '';
  return `${step.kind} ${step.level}${more}${'putOffUntil' in step ? ` until ${step.putOffUntil}` : ''}`;
};

describe.each([
  ['the policy', POLICY],
  ['a demand', DEMANDS],
  ['wishes', WISHES],
])('%s', (_, rows) => {
  it.each(rows)('%s', (_what, facts, step) => expect(said({ ...NOTHING, ...facts })).toBe(step));

  it('never makes a person who has proven enough do more', () => {
    for (const [, facts] of rows) {
      const all = { ...NOTHING, ...facts };
      if (isEnough(all)) expect(said(all)).toBe('satisfied');
    }
  });
});
