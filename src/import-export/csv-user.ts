/** Cells that are no text. */
const FLAG = /^(email_verified|phone_number_verified|disabled|password_change_required)$/;
const ADDRESS_PART = /^(address(?:#[A-Za-z0-9-]+)?)\.([a-z_]+)$/;

/**
 * A declared user, of a row whose columns are called as its members are: claims by their wire names, roles separated by
 * spaces, parts of the address as `address.locality`. An empty cell says nothing.
 */
export function userOfRow(row: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const user: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(row)) {
    if (cell === '') continue;
    const [, address, part] = ADDRESS_PART.exec(column) ?? [];
    if (address !== undefined && part !== undefined) user[address] = { ...(user[address] as object), [part]: cell };
    else user[column] = cellValue(column, cell);
  }
  return user;
}

function cellValue(column: string, cell: string): unknown {
  if (column === 'roles') return [...new Set(cell.split(/\s+/).filter((role) => role !== ''))];
  if (!FLAG.test(column)) return cell;
  // What is neither stays text, which the rules of users then refuse.
  return { true: true, false: false }[cell.toLowerCase()] ?? cell;
}
