import type { ScopeDescription } from '../resources/resource.js';
import { describeScopes } from './scope-words.js';

const identity = (name: string): ScopeDescription => ({ name, description: name, resource: null });
const api = (name: string, resource = 'Example API'): ScopeDescription => ({
  name,
  description: `Do ${name}`,
  resource: { identifier: `https://${resource}`, name: resource },
});

describe('a scope in words', () => {
  it('is nothing where there is none', () => expect(describeScopes([])).toEqual([]));

  it('folds what is told about a person into one item', () => {
    const [item] = describeScopes(['openid', 'profile', 'email', 'address', 'phone'].map(identity));
    expect(item).toEqual({
      icon: 'person',
      what: ['Know who you are'],
      note: 'Your name, picture, email address, postal address and phone number',
    });
  });

  it('says that openid alone tells nothing more', () => {
    expect(describeScopes([identity('openid')])[0]?.note).toBe('Nothing more than that it is you');
  });

  it('groups by resource, and puts access in absence last', () => {
    const items = describeScopes([
      identity('offline_access'),
      api('a'),
      api('c', 'Other API'),
      identity('openid'),
      api('b'),
    ]);
    expect(items.map(({ what, note }) => [what, note])).toEqual([
      [['Know who you are'], 'Nothing more than that it is you'],
      [['Do a', 'Do b'], 'Example API'],
      [['Do c'], 'Other API'],
      [['Keep this access when you are away'], 'Until you withdraw it'],
    ]);
  });

  it('keeps new and already allowed apart', () => {
    expect(describeScopes([api('a'), api('b')], ['a']).map(({ what, note }) => [what, note])).toEqual([
      [['Do a'], 'Example API · already allowed'],
      [['Do b'], 'Example API'],
    ]);
  });
});
