import { DefaultNamingStrategy, type Table } from 'typeorm';

/** Columns are called as the property, in snake_case; an index as its table and columns. */
export class SnakeNamingStrategy extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined, embeddedPrefixes: string[]): string {
    return customName ?? snake([...embeddedPrefixes, propertyName].join('_'));
  }

  override foreignKeyName(table: Table | string, _columns: string[], referencedTablePath?: string): string {
    return `${typeof table === 'string' ? table : table.name}_of_${referencedTablePath}`;
  }

  override indexName(table: Table | string, columns: string[]): string {
    return `${typeof table === 'string' ? table : table.name}_by_${columns.map(snake).join('_')}`;
  }
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
