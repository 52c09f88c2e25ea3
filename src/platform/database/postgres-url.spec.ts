import { readPostgresUrl } from './postgres-url.js';

describe('a URL of PostgreSQL', () => {
  it.each([
    ['postgres://u:p%40@h/db', ['postgres://u:p%40@h/db'], ['h'], 'any'],
    ['postgresql://h:5433/db?sslmode=require', ['postgresql://h:5433/db?sslmode=require'], ['h:5433'], 'any'],
    [
      'postgres://u:p@h1:1,h2:2/db',
      ['postgres://u:p@h1:1/db', 'postgres://u:p@h2:2/db'],
      ['h1:1', 'h2:2'],
      'read-write',
    ],
    ['postgres://a@b@h1,[::1]:2', ['postgres://a@b@h1', 'postgres://a@b@[::1]:2'], ['h1', '[::1]:2'], 'read-write'],
    [
      'postgres://u@h1,h2/db?port=9&target_session_attrs=primary',
      ['postgres://u@h1:9/db', 'postgres://u@h2:9/db'],
      ['h1:9', 'h2:9'],
      'primary',
    ],
    [
      'postgres:///db?host=h1,h2&port=1,2&a=b',
      ['postgres://h1:1/db?a=b', 'postgres://h2:2/db?a=b'],
      ['h1:1', 'h2:2'],
      'read-write',
    ],
    ['postgres://u@/db?host=/run/pg', ['postgres://u@/db?host=%2Frun%2Fpg'], ['/run/pg'], 'any'],
    ['postgres://%2Frun%2Fpg/db', ['postgres:///db?host=%2Frun%2Fpg'], ['/run/pg'], 'any'],
    ['postgres:///db', ['postgres:///db'], [''], 'any'],
  ])('%s has an address for each host', (text, urls, places, target) => {
    expect(readPostgresUrl(text)).toMatchObject({ urls, places, target });
  });

  it('has limits, which the driver is not told', () => {
    expect(readPostgresUrl('postgres://h/db?connect_timeout=3&query_timeout=500')).toEqual({
      urls: ['postgres://h/db'],
      target: 'any',
      connectTimeout: 3_000,
      queryTimeout: 500,
      places: ['h'],
      database: 'db',
    });
  });

  it.each([
    ['postgres://u:secret@h1,h2/db?port=1,2,3', /2 hosts and 3 ports/],
    ['postgres://u:secret@h1:a,h2/db', /no host in "h1:a"/],
    ['postgres://u:secret@h1:65536/db', /port 65536; it must be/],
    ['postgres://u:secret@h1/db?port=x', /port x; it must be/],
    ['postgres://u:secret@h1,h2/db?target_session_attrs=standby', /must be read-write, primary or any/],
  ])('%s is refused, without its password', (text, message) => {
    expect(() => readPostgresUrl(text)).toThrow(message);
    expect(() => readPostgresUrl(text)).not.toThrow(/secret/);
  });
});
