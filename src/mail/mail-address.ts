/** Where a mail goes to, or comes from. */
export interface MailAddress {
  readonly address: string;
  readonly name?: string;
}

/** One address of RFC 5322 §3.4.1 in its usual form: no quotes, comments, spaces, or what separates addresses. */
export const ADDRESS_FORM = /^[^\s\p{Cc}"(),:;<>@[\\\]]{1,64}@[^\s\p{Cc}"(),:;<>@[\\\]]{1,255}$/u;

/** Whether a mail can be sent to this. */
export function isMailAddress(text: string): boolean {
  return ADDRESS_FORM.test(text);
}

/** `login@example.com`, or `Example Corp <login@example.com>`. @returns undefined if it is neither */
export function parseMailAddress(text: string): MailAddress | undefined {
  const [, name = '', inBrackets] = /^(?:"?([^"<>\p{Cc}]*?)"? *)<([^<>]+)>$/u.exec(text.trim()) ?? [];
  const address = inBrackets ?? text.trim();
  if (!isMailAddress(address)) return undefined;
  return name === '' ? { address } : { address, name };
}
