import { admits, ruleFor } from './access-rule.js';
import { readPath } from './request-path.js';

const PUBLIC = { paths: ['/public', '/robots.txt'], methods: ['GET'], access: 'public' } as const;
const ADMIN = { paths: ['/admin'], roles: ['admin'] };
const REST = {};
const RULES = [PUBLIC, ADMIN, REST];

const rule = (uri: string, method = 'GET') => ruleFor(RULES, { method, uri });

describe('the rule that decides about a request', () => {
  it.each(['/public', '/public/', '/public/a/b', '/robots.txt', '/public?x=/admin', '/%70ublic/a'])(
    'is the one of a path for itself and what is below it: %s',
    (uri) => expect(rule(uri)).toBe(PUBLIC),
  );

  it.each(['/publications', '/', '/a', '/robots.txt.bak', '/a?/public', '/a/public'])(
    'is not that of a path that only looks alike: %s',
    (uri) => expect(rule(uri)).toBe(REST),
  );

  it('is the one of the method, of which GET stands for HEAD too', () => {
    expect(rule('/public', 'HEAD')).toBe(PUBLIC);
    expect(rule('/public', 'POST')).toBe(REST);
  });

  it.each(['post', 'Post', 'pOST'])(
    'is unclear for a method that differs from that of a rule by upper and lower case only: %s',
    (method) => {
      const rules = [{ paths: ['/records'], methods: ['POST'], roles: ['editor'] }, REST];
      expect(ruleFor(rules, { method, uri: '/records/1' })).toBe('unclear');
      expect(ruleFor(rules, { method, uri: '/other' })).toBe(REST);
      expect(ruleFor([{ methods: ['GET'] }, REST], { method: 'head', uri: '/' })).toBe('unclear');
    },
  );

  it('is none if none fits', () => {
    expect(ruleFor([PUBLIC, ADMIN], { method: 'GET', uri: '/other' })).toBe('none');
  });

  it.each([
    '/public/../admin',
    '/public/..',
    '/public/./admin',
    '/public/%2e%2e/admin',
    '/public/.%2E/admin',
    '/public/%252e%252e/admin',
    '/public%2f..%2fadmin',
    '/public/..%5cadmin',
    '/public\\..\\admin',
    '/public//admin',
    '//admin',
    '/public/..;/admin',
    '/admin;x=1',
    '/admin%3bx',
    '/%2561dmin',
    '/admin%00',
    '/admin%20',
    '/admin.',
    '/public/x#/../../admin',
    '/\uff41dmin',
    '/%EF%BD%81dmin',
    '/public/%EF%BC%8E%EF%BC%8E/admin',
    '/public/%c0%ae%c0%ae/admin',
    '/public/%zz',
    'http://app.example.com/public',
    '',
  ])('is unclear for a path that servers read in different ways: %j', (uri) => {
    expect(readPath(uri)).toBeUndefined();
    expect(rule(uri)).toBe('unclear');
  });

  it.each(['/ADMIN', '/Admin/users', '/PUBLIC', '/%41dmin'])(
    'is unclear for a path that differs from a rule by upper and lower case only: %s',
    (uri) => expect(rule(uri)).toBe('unclear'),
  );

  it('is the one without paths whatever the path, because nothing depends on how it is read', () => {
    expect(ruleFor([REST], { method: 'GET', uri: '/api/group%2Fproject/../x;y' })).toBe(REST);
    expect(ruleFor([{ paths: ['/'] }], { method: 'GET', uri: '//x' })).toEqual({ paths: ['/'] });
  });
});

describe('a rule', () => {
  it('admits everyone if it names no one', () => {
    expect(admits({}, [])).toBe(true);
  });

  it('admits who holds one of its roles and is in one of its groups', () => {
    const both = { roles: ['editor', 'admin'], groups: ['staff'] };
    expect(admits(both, ['admin'], ['staff', 'x'])).toBe(true);
    expect(admits(both, ['admin'], [])).toBe(false);
    expect(admits(both, ['Admin'], ['staff'])).toBe(false);
    expect(admits(both, [], ['staff'])).toBe(false);
  });

  it('admits no one by an empty list', () => {
    expect(admits({ roles: [] }, ['admin'])).toBe(false);
  });
});
