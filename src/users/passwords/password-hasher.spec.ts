import { availableParallelism } from 'node:os';
import { Peers } from '../../platform/peers.js';
import { Argon2 } from './argon2/argon2.service.js';
import { IdleThreads } from './argon2/idle-threads.js';
import { Argon2Format } from './formats/argon2.js';
import { BcryptFormat } from './formats/bcrypt.js';
import { PASSWORD_FORMATS, type PasswordFormat } from './formats/password-format.js';
import { Pbkdf2Format } from './formats/pbkdf2.js';
import { ScryptFormat } from './formats/scrypt.js';
import { SshaFormat } from './formats/ssha.js';
import { PasswordHasher } from './password-hasher.js';

const hasher = new PasswordHasher(
  Peers.of(PASSWORD_FORMATS, [
    new Argon2Format(),
    new BcryptFormat(),
    new ScryptFormat(),
    new Pbkdf2Format(),
    new SshaFormat(),
  ]),
);

/** Made by other implementations. */
const FOREIGN = {
  'argon2i (reference implementation)': [
    'password',
    '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA',
  ],
  'argon2i (Django)': [
    'letmein',
    'argon2$argon2i$v=19$m=4096,t=3,p=1$EKaoC2ZKMzuvbe/Zjs4u6A$8XH6lznBY46P3sP/k6ysAnU9/8mbuTeVp85M9aB8LhY',
  ],
  'bcrypt 2a (crypt_blowfish)': ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  'bcrypt 2y': ['U*U', '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  'bcrypt (Django)': ['U*U', 'bcrypt$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  'scrypt (passlib)': [
    'password',
    '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
  ],
  'scrypt (Django)': [
    'letmein',
    'scrypt$16384$seasalt$8$1$aw3bUxWFC3Xfheg2aovvLtnT0Y/ygxtIQOGecmEip41obMVVDU79jbPvHz9Arhl5DJSOPtnhOicOs9M/j7Q8oQ==',
  ],
  'scrypt (Werkzeug)': [
    'letmein',
    'scrypt:1024:8:1$seasalt$36284f077badbfebcae13dbc91221ed2d24c24fe5c1e88937ef3240a0b91b554544fdaf8751d539dc52c19721ebed6650b65f88647ace10317886e71af63feb7',
  ],
  'PBKDF2-SHA-256 (passlib)': [
    'password',
    '$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdAw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M',
  ],
  'PBKDF2-SHA-1 (passlib)': ['letmein', '$pbkdf2$1000$c2Vhc2FsdCE$nEJVSiPzg4S4TJj0KCjsbY1Ezqo'],
  'PBKDF2-SHA-512 (PHC)': [
    'letmein',
    '$pbkdf2-sha512$i=1000$c2Vhc2FsdCE$oT07gAWmehwgju9ESoWKRlZAhVNyCV31BVeGqQYgTSFouzZtIpzNnVsZRiGgtkpnnTfPYqGbGEw7eX9Fhl56bQ',
  ],
  'PBKDF2-SHA-256 (Django)': ['letmein', 'pbkdf2_sha256$20000$seasalt$HEKK1trd/bq6iLo7ut3wYjn33DUG3Go7c8cqhlhtF+g='],
  'PBKDF2-SHA-1 (Django)': ['letmein', 'pbkdf2_sha1$1000$seasalt$FR1Hz/2XTwvhcvkmbwDDrzMsEnQ='],
  'PBKDF2-SHA-256 (Werkzeug)': [
    'letmein',
    'pbkdf2:sha256:1000$seasalt$475fc67d6b70a20d53f04bfd5677600e3ce4891cdb16bf09a6626d2fd70c9905',
  ],
  'SSHA (LDAP)': ['letmein', '{SSHA}xVb8YcvbxnqSep28pA8nl/I7bPJzZWFzYWx0IQ=='],
  'SSHA-256, in small letters (LDAP)': ['letmein', '{ssha256}fTfXHuW25/0/WnlQ9vctFXeoY5/BnvL1QaXA8mQuiqpzZWFzYWx0IQ=='],
  'SSHA-512 (LDAP)': [
    'letmein',
    '{SSHA512}0Uu+oAtbWxSunpNgDiew2FkM5Ldg44F9BVtWSgxdBqLBGqX3xTbKMdsR0rAHmBA2mAq/kRlC5H9TyJvNLWkdInNlYXNhbHQh',
  ],
} as const;

describe('hashed passwords', () => {
  it('have the parameters that OWASP recommends', async () => {
    const encoded = await hasher.hash('correct horse');
    expect(encoded).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await expect(hasher.verify('correct horse', encoded)).resolves.toEqual({ matches: true });
    await expect(hasher.verify('wrong horse', encoded)).resolves.toEqual({ matches: false });
  });

  it('are the same however the keyboard composes a letter', async () => {
    await expect(hasher.verify('ve\u0301locipe\u0300de', await hasher.hash('vélocipède'))).resolves.toEqual({
      matches: true,
    });
  });

  it.each(Object.entries(FOREIGN))('may come from elsewhere: %s', async (_name, [password, encoded]) => {
    expect(hasher.problem(encoded)).toBeUndefined();
    const { matches, rehashed = '' } = await hasher.verify(password, encoded);
    expect([matches, hasher.isCurrent(rehashed)]).toEqual([true, true]);
    await expect(hasher.verify(password, rehashed)).resolves.toEqual({ matches: true });
    await expect(hasher.verify(`${password}x`, encoded)).resolves.toEqual({ matches: false });
  });

  it('from bcrypt count 72 bytes, as they did where they come from', async () => {
    const encoded = '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
    expect((await hasher.verify(`U*U`, encoded)).matches).toBe(true);
    const { hash } = await import('@node-rs/bcrypt');
    expect((await hasher.verify('x'.repeat(80), await hash('x'.repeat(72), 4))).matches).toBe(true);
  });

  it.each([
    ['{SSHA}c29tZXRoaW5n', /complete hash/],
    ['{MD5}X03MO1qnZdYdgyfeuILPmQ==', /must be argon2id, argon2i, bcrypt, scrypt, PBKDF2 or salted SHA/],
    ['plain text', /must be argon2id/],
    ['', /must be argon2id/],
    ['$argon2d$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA', /must be argon2id/],
    [
      '$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA',
      /memoryCost of at most/,
    ],
    ['$argon2id$v=19$m=19456', /complete hash/],
    ['$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', /cost of at most 16/],
    ['$2b$12$short', /complete hash/],
    ['$scrypt$ln=30,r=8,p=1$c2Vhc2FsdCE$c2Vhc2FsdHNlYXNhbHRzZWFzYWx0', /bytes of memory/],
    ['$scrypt$ln=0,r=8,p=1$c2Vhc2FsdCE$c2Vhc2FsdHNlYXNhbHRzZWFzYWx0', /power of two/],
    ['$scrypt$ln=14,r=8,p=1$c2Vhc2FsdCE$AA', /derived key/],
    ['pbkdf2_sha256$999999999$seasalt$HEKK1trd/bq6iLo7ut3wYjn33DUG3Go7c8cqhlhtF+g=', /iterations/],
    ['pbkdf2_sha256$0$seasalt$HEKK1trd/bq6iLo7ut3wYjn33DUG3Go7c8cqhlhtF+g=', /complete hash/],
    ['pbkdf2_sha256$1000$seasalt$=', /complete hash/],
  ])('are refused if no one can verify them, or at too high a price: %s', (encoded, problem) => {
    expect(hasher.problem(encoded)).toMatch(problem);
  });

  it('that cannot be verified match no password', async () => {
    await expect(hasher.verify('plain text', 'plain text')).resolves.toEqual({ matches: false });
    await expect(hasher.verify('', 'pbkdf2_sha256$1000$seasalt$=')).resolves.toEqual({ matches: false });
  });

  it('cannot belong to two formats', () => {
    expect(() => new PasswordHasher(Peers.of(PASSWORD_FORMATS, [new BcryptFormat(), new BcryptFormat()]))).toThrow(
      'two password formats',
    );
  });
});

describe('verifying a password', () => {
  /** The real format, counting. */
  class Counting extends Argon2Format implements PasswordFormat {
    count = 0;
    override verify(password: string, encoded: string): Promise<boolean> {
      this.count++;
      return super.verify(password, encoded);
    }
  }

  it('is the same work if there is no hash', async () => {
    const format = new Counting();
    const counted = new PasswordHasher(Peers.of(PASSWORD_FORMATS, [format]));
    await expect(counted.verify('some password', undefined)).resolves.toEqual({ matches: false });
    expect(format.count).toBe(1);
  });

  it('looks for the hash when it is its turn, and does no work if that is refused', async () => {
    const format = new Counting();
    const counted = new PasswordHasher(Peers.of(PASSWORD_FORMATS, [format]));
    const refused = new Error('throttled');
    await expect(counted.verify('some password', () => Promise.reject(refused))).rejects.toBe(refused);
    expect(format.count).toBe(0);
  });

  it('hashes no more at once than there are cores, and looks for one more hash meanwhile', async () => {
    let running = 0;
    const most = { running: 0, found: 0 };
    class Watched extends Argon2Format implements PasswordFormat {
      override async verify(password: string, encoded: string): Promise<boolean> {
        most.running = Math.max(most.running, ++running);
        return super.verify(password, encoded).finally(() => running--);
      }
    }
    const watched = new PasswordHasher(Peers.of(PASSWORD_FORMATS, [new Watched()]));
    const find = async () => {
      most.found = Math.max(most.found, running);
      return undefined;
    };
    await Promise.all(Array.from({ length: 5 * watched.parallelism }, () => watched.verify('some password', find)));
    expect(most).toEqual({ running: availableParallelism(), found: availableParallelism() });
  });

  it('leaves the other workers their share of the cores', () => {
    const cores = availableParallelism();
    const shares = [1, cores, 1024].map(
      (workers) =>
        new PasswordHasher(Peers.of(PASSWORD_FORMATS, []), new Argon2(new IdleThreads({ workers }))).parallelism,
    );
    expect(shares).toEqual([cores, 1, 1]);
  });

  it('lets the rest of the server go first while many wait', async () => {
    const yielding: (boolean | undefined)[] = [];
    class Yielding extends Argon2Format implements PasswordFormat {
      override async verify(_password: string, _encoded: string, yields?: boolean): Promise<boolean> {
        yielding.push(yields);
        return true;
      }
    }
    const yields = new PasswordHasher(Peers.of(PASSWORD_FORMATS, [new Yielding()]));
    const encoded = await yields.hash('right');
    const waiting = 10;
    const at = Array.from({ length: yields.parallelism + 1 + waiting }, () => yields.verify('right', encoded));
    await Promise.all(at);
    expect(yielding.filter(Boolean)).toHaveLength(yielding.indexOf(false));
    expect(yielding.indexOf(false)).toBeGreaterThan(0);
    await yields.verify('right', encoded);
    expect(yielding.at(-1)).toBe(false);
  });

  it('tells of a wrong password at once, and of right ones together while many wait', async () => {
    class Known extends Argon2Format implements PasswordFormat {
      override verify(password: string): Promise<boolean> {
        return Promise.resolve(password === 'right');
      }
    }
    const known = new PasswordHasher(Peers.of(PASSWORD_FORMATS, [new Known()]));
    const encoded = await known.hash('right');
    const told: string[] = [];
    const passwords = ['right', 'right', 'wrong', ...Array<string>(20 * known.parallelism).fill('right')];
    await Promise.all(passwords.map((password) => known.verify(password, encoded).then(() => told.push(password))));
    expect(told[0]).toBe('wrong');
    expect(told).toHaveLength(passwords.length);
  });
});
