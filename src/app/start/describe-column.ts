import type { ColumnProfile } from "../../core/profile/column-profile.ts";
import { typeOfColumn } from "../../core/profile/column-type.ts";
import { personalCategory } from "../../core/profile/personal-category.ts";
import { patternsOf } from "../../core/profile/value-pattern.ts";

/** What is told of one column; of a personal one neither values nor their shapes. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  /** Share of the rows that hold something. */
  readonly fill: number;
  readonly distinct: number;
  readonly distinctExact: boolean;
  readonly lengths: { readonly min: number; readonly max: number };
  readonly forms: Readonly<Record<string, number>>;
  readonly personal: string | null;
  readonly patterns: readonly { readonly pattern: string; readonly share: number }[];
  /** The commonest values; empty for a personal column. */
  readonly examples: readonly string[];
  readonly note: string | null;
}

const shown = 3;

/** Describes the columns of a file. */
export function describeColumns(rows: number, columns: readonly ColumnProfile[]): readonly DescribedColumn[] {
  return columns.map((column) => {
    const personal = personalCategory(column, columns);
    const { type, note } = typeOfColumn(column);
    const common = column.kept.toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
    return {
      name: column.name,
      type: type === "timestamp-local" ? "timestamp without zone" : type,
      fill: rows === 0 ? 0 : column.filled / rows,
      distinct: column.distinct,
      distinctExact: column.distinctExact,
      lengths: column.lengths,
      forms: Object.fromEntries(column.forms),
      personal,
      patterns: personal === null ? patternsOf(column, shown) : [],
      examples: personal === null ? common.slice(0, shown).map(({ text }) => text) : [],
      note,
    };
  });
}
