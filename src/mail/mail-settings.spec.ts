import { ConfigViolations, Settings } from '../platform/config/settings.js';
import { parseMailAddress } from './mail-address.js';
import { MAIL_SETTINGS } from './mail-settings.js';
import { readSmtpUrl } from './smtp/smtp-url.js';

function read(environment: Readonly<Record<string, string>>) {
  const settings = new Settings(environment);
  const values = settings.read(MAIL_SETTINGS.schema);
  settings.throwViolations();
  return values;
}

describe('the settings of mail', () => {
  it('name a mail server, with the ports of RFC 6409 and RFC 8314, and what is percent-encoded', () => {
    expect(readSmtpUrl('smtp://us%40example.com:p%3Aw%25@mail.example')).toEqual({
      host: 'mail.example',
      port: 587,
      implicitTls: false,
      isLoopback: false,
      user: 'us@example.com',
      password: 'p:w%',
    });
    expect(readSmtpUrl('smtps://mail.example')).toMatchObject({ port: 465, implicitTls: true });
    expect(readSmtpUrl('smtp://[::1]:2525')).toMatchObject({ host: '::1', port: 2525, isLoopback: true });
  });

  it('are refused with a message that names no password', () => {
    for (const [environment, message] of [
      [{ SMTP_URL: 'http://us:hidden-pw@mail.example' }, /^.*SMTP_URL must be smtp:\/\/USER/s],
      [{ SMTP_URL: 'us:hidden-pw@mail.example' }, /SMTP_URL must be smtp:\/\/USER/],
      [{ SMTP_URL: 'smtp://us:hidden-pw@mail.example/path' }, /nothing after the port/],
      [{ SMTP_URL: 'smtp://us:hidden-pw%@mail.example' }, /% that encodes nothing/],
      [{ SMTP_URL: 'smtp://us:hidden-pw@mail.example', SMTP_TLS: 'optional' }, /SMTP_URL must have no user/],
      [
        { SMTP_URL: 'smtp://mail.example', SMTP_OAUTH_TOKEN_URL: 'https://x.example' },
        /must have the mailbox as its user/,
      ],
      [{ SMTP_URL: 'smtp://mail.example', SMTP_TLS: 'off' }, /SMTP_TLS must be one of required, optional/],
      [{ MAIL_FROM: 'nobody' }, /MAIL_FROM must be an address/],
      [{ MAIL_FROM: 'a@example.com, b@example.com' }, /MAIL_FROM must be an address/],
      [{ SMTP_OAUTH_CLIENT_ID: 'x' }, /SMTP_OAUTH_TOKEN_URL and SMTP_OAUTH_CLIENT_ID.* must be set together/],
    ] as const) {
      const refusal = () => read(environment);
      expect(refusal).toThrow(ConfigViolations);
      expect(refusal).toThrow(message);
      expect(refusal).not.toThrow(/hidden-pw/);
    }
  });

  it('demand encryption of every mail server that is not on this machine', () => {
    expect(read({ SMTP_URL: 'smtp://mail.example' })).toMatchObject({ smtpTls: 'required' });
    expect(read({ SMTP_URL: 'smtp://relay', SMTP_TLS: 'optional' })).toMatchObject({ smtpTls: 'optional' });
    expect(read({ SMTP_URL: 'smtp://us:pw@localhost:2525' })).toMatchObject({ smtpTls: 'optional' });
    expect(read({ SMTP_URL: 'smtp://localhost', SMTP_TLS: 'required' })).toMatchObject({ smtpTls: 'required' });
  });

  it('take one address to send from, with or without a name', () => {
    expect(parseMailAddress('Example Corp <login@example.com>')).toEqual({
      name: 'Example Corp',
      address: 'login@example.com',
    });
    expect(parseMailAddress('"Example, Inc." <a@b.c>')).toEqual({ name: 'Example, Inc.', address: 'a@b.c' });
    expect(parseMailAddress(' login@example.com ')).toEqual({ address: 'login@example.com' });
    for (const none of ['', 'a', '<a@b.c', 'a@b@c', 'a b@c.d', 'A\r\nBcc: <x@y.z>', 'x\n <a@b.c>'])
      expect([none, parseMailAddress(none)]).toEqual([none, undefined]);
  });
});
