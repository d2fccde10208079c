import type { CsvStyle } from "../shared/text-files.ts";

/** How each CSV source writes its exports; three systems, three habits. */
export const csvStyles = {
  crm: { delimiter: ";", lineEnd: "\n", mark: false },
  ops: { delimiter: ",", lineEnd: "\r\n", mark: true },
  budgets: { delimiter: ";", lineEnd: "\n", mark: false },
  mart: { delimiter: "\t", lineEnd: "\n", mark: false },
} as const satisfies Record<string, CsvStyle>;
