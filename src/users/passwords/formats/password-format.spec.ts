import { costOf } from './password-format.js';

describe('what verifying a hash costs', () => {
  it.each([
    ['$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$wWKI', '$argon2id$v=19$m=65536,t=3,p=4$'],
    ['argon2$argon2i$v=19$m=4096,t=3,p=1$EKaoC2ZK$8XH6', 'argon2$argon2i$v=19$m=4096,t=3,p=1$'],
    ['$2y$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0X', '$2y$12$'],
    ['bcrypt$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGy', 'bcrypt$$2b$05$'],
    ['$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh', '$scrypt$ln=16,r=8,p=1$'],
    ['scrypt$16384$12$8$1$aw3b', 'scrypt$16384$'],
    ['scrypt:1024:8:1$1234$36284f', 'scrypt:1024:8:1$'],
    ['$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdAw$Y11A', '$pbkdf2-sha256$6400$'],
    ['$pbkdf2-sha512$i=1000,l=64$c2Vhc2FsdCE$oT07', '$pbkdf2-sha512$i=1000,l=64$'],
    ['pbkdf2_sha256$600000$1234$HEKK', 'pbkdf2_sha256$600000$'],
    ['pbkdf2:sha256:1000$1234$475f', 'pbkdf2:sha256:1000$'],
    ['{ssha256}fTfXHuW25/0/WnlQ9vctFXeoY5', '{ssha256}'],
  ])('%s is said by %s', (encoded, cost) => expect(costOf(encoded)).toBe(cost));
});
