/** Cells that are no text. */
const FLAG = /^(email_verified|phone_number_verified|disabled|password_change_required)$/;
/** The secret of an authenticator app, as common apps have it. */
const APP = 'totp_secret';
/** A part of the address, or an attribute. */
const PART = /^(address(?:#[A-Za-z0-9-]+)?|attributes)\.(\S+)$/;

/**
 * A declared user, of a row whose columns are called as its members are: claims by their wire names, roles separated by
 * spaces, groups by `|`, parts of the address as `address.locality`, attributes as `attributes.department`; and the secret
 * of an authenticator app as `totp_secret`. An empty cell says nothing.
 */
export function userOfRow(row: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const user: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(row)) {
    if (cell === '') continue;
    const [, whole, part] = PART.exec(column) ?? [];
    if (column === APP) user.factors = [{ type: 'totp', secret: cell }];
    else if (whole !== undefined && part !== undefined) user[whole] = { ...(user[whole] as object), [part]: cell };
    else user[column] = cellValue(column, cell);
  }
  return user;
}

function cellValue(column: string, cell: string): unknown {
  if (column === 'roles') return listed(cell.split(/\s+/));
  if (column === 'groups') return listed(cell.split('|').map((group) => group.trim()));
  if (!FLAG.test(column)) return cell;
  // What is neither stays text, which the rules of users then refuse.
  return { true: true, false: false }[cell.toLowerCase()] ?? cell;
}

function listed(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== ''))];
}
