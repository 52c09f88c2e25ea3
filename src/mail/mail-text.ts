import type { SaidMail } from './said-mail.js';

/** A mail as plain text: the same words as in its HTML. @param sender who it is from, as the last line */
export function plainText({ title, paragraphs, code, action, facts, notes }: SaidMail, sender: string): string {
  const parts = [
    title,
    ...paragraphs,
    ...(code === undefined ? [] : [`    ${code}`]),
    ...(action ? [`${action.label}:\n${action.address}`] : []),
    ...(facts.length > 0 ? [facts.map(([name, value]) => `${name}: ${value}`).join('\n')] : []),
    ...notes,
    `-- \n${sender}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
