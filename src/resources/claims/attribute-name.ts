export const ATTRIBUTE_NAME_FORM = /^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/;

/** What is wrong with the name of an attribute of users, or undefined if nothing is. */
export function attributeNameProblem(name: string): string | undefined {
  return ATTRIBUTE_NAME_FORM.test(name)
    ? undefined
    : 'must be named by 1 to 64 letters, digits or any of . _ : -, the first of them a letter';
}
