/** A time in words, exactly. @param seconds a whole number */
export function inWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const parts = [counted(minutes, 'minute'), counted(seconds % 60, 'second')].filter((part) => !part.startsWith('0 '));
  return parts.join(' and ') || '0 seconds';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
