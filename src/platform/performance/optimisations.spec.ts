import { isOn } from './optimisations.js';

describe('an optimisation', () => {
  afterEach(() => {
    delete process.env.GATEHOUSE_PERFORMANCE_OFF;
  });

  it('is on unless the environment says otherwise', () => {
    expect(isOn('pipeline')).toBe(true);
    process.env.GATEHOUSE_PERFORMANCE_OFF = 'bundle,pipeline';
    expect([isOn('pipeline'), isOn('request-turns')]).toEqual([false, true]);
  });

  it('that there is not cannot be switched off', () => {
    process.env.GATEHOUSE_PERFORMANCE_OFF = 'pipelines';
    expect(() => isOn('pipeline')).toThrow('names pipelines; there are bundle, pipeline');
  });
});
