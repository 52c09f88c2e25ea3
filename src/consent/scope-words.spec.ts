import { type Message } from '../platform/texts/message.js';
import { textsFor } from '../platform/texts/texts.js';
import type { ScopeDescription } from '../resources/resource.js';
import type { ScopeItem } from '../ui/components/scope-list.js';
import { describeScopes } from './scope-words.js';

const identity = (name: string): ScopeDescription => ({ name, description: name, resource: null });
const api = (name: string, resource = 'Example API'): ScopeDescription => ({
  name,
  description: `Do ${name}`,
  resource: { identifier: `https://${resource}`, name: resource },
});

const text = textsFor('en');
const say = (what: string | Message) => (typeof what === 'string' ? what : text(what));
const inWords = ({ what, note, already }: ScopeItem) => [
  what.map(say),
  say(note),
  ...(already ? ['already allowed'] : []),
];

describe('a scope in words', () => {
  it('is nothing if there is none', () => expect(describeScopes([])).toEqual([]));

  it('folds what is told about a person into one item', () => {
    const [item] = describeScopes(['openid', 'profile', 'email', 'address', 'phone'].map(identity));
    expect(item?.icon).toBe('person');
    expect(item && inWords(item)).toEqual([
      ['Know who you are'],
      'Your name, picture, email address, postal address and phone number',
    ]);
  });

  it('says that openid alone tells nothing more', () => {
    expect(describeScopes([identity('openid')]).map(inWords)[0]?.[1]).toBe('Nothing more than that it is you');
  });

  it('groups by resource, and puts access in absence last', () => {
    const items = describeScopes([
      identity('offline_access'),
      api('a'),
      api('c', 'Other API'),
      identity('openid'),
      api('b'),
    ]);
    expect(items.map(inWords)).toEqual([
      [['Know who you are'], 'Nothing more than that it is you'],
      [['Do a', 'Do b'], 'Example API'],
      [['Do c'], 'Other API'],
      [['Keep this access when you are away'], 'Until you withdraw it'],
    ]);
  });

  it('keeps new and already allowed apart', () => {
    expect(describeScopes([api('a'), api('b')], ['a']).map(inWords)).toEqual([
      [['Do a'], 'Example API', 'already allowed'],
      [['Do b'], 'Example API'],
    ]);
  });
});
