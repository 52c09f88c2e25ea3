import { userOfRow } from './csv-user.js';

describe('a row of a CSV file', () => {
  it('has claims, roles separated by spaces, groups by bars, parts of the address and the attributes, and an app', () => {
    const row = {
      username: 'alice',
      password_hash: '',
      email: 'alice@example.com',
      email_verified: 'TRUE',
      phone_number_verified: 'false',
      roles: ' admin  auditor admin ',
      groups: '/staff/dev | Domain Users|',
      'attributes.department': 'R&D',
      'attributes.floor': '3',
      'address.locality': 'Berlin',
      'address.country': 'DE',
      'address#ja.locality': 'ベルリン',
      'family_name#ja-Kana-JP': 'ヤマダ',
      totp_secret: 'JBSWY3DPEHPK3PXP',
      disabled: 'true',
    };
    expect(userOfRow(row)).toEqual({
      username: 'alice',
      email: 'alice@example.com',
      email_verified: true,
      phone_number_verified: false,
      roles: ['admin', 'auditor'],
      groups: ['/staff/dev', 'Domain Users'],
      attributes: { department: 'R&D', floor: '3' },
      address: { locality: 'Berlin', country: 'DE' },
      'address#ja': { locality: 'ベルリン' },
      'family_name#ja-Kana-JP': 'ヤマダ',
      factors: [{ type: 'totp', secret: 'JBSWY3DPEHPK3PXP' }],
      disabled: true,
    });
  });

  it('keeps what is no flag as it is, so that it is refused', () => {
    expect(userOfRow({ username: 'a', email_verified: 'yes' })).toEqual({ username: 'a', email_verified: 'yes' });
  });
});
