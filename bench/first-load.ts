import type { RowBatch, RowFormat } from "../src/connectors/connector.ts";
import type { ModelFile } from "../src/core/model/model.ts";

/** Which company is loaded for the first time, as one process tells another. */
export type Company =
  | { readonly kind: "accounts"; readonly records: number }
  | { readonly kind: "customers"; readonly thousands: number };

/** What a first load is made of: a model, and the rows of its sources in the order in which they are loaded. */
export interface FirstLoad {
  readonly model: readonly ModelFile[];
  readonly sources: readonly SourceRows[];
}

export interface SourceRows {
  readonly name: string;
  readonly format: RowFormat;
  readonly records: number;
  /** Some of the rows, in batches as a reader of files hands them on. */
  batches(of: { readonly from: number; readonly to: number }): Promise<readonly RowBatch[]>;
}

/** Rows that a reader hands on at once. */
export const rowsPerBatch = 1_000;

/** Imported when asked for, so that one company does not weigh on another's memory. */
export async function firstLoadOf(company: Company): Promise<FirstLoad> {
  switch (company.kind) {
    case "accounts":
      return (await import("./accounts.ts")).accountsFirst(company.records);
    case "customers":
      return (await import("./customers.ts")).customersFirst(company.thousands);
    default:
      return company satisfies never;
  }
}
