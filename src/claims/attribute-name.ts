/** What is wrong with the name of an attribute of users, or undefined if nothing is. */
export function attributeNameProblem(name: string): string | undefined {
  return /^[A-Za-z][\w.:-]{0,63}$/.test(name)
    ? undefined
    : 'must be named by 1 to 64 letters, digits or any of . _ : -, the first of them a letter';
}
