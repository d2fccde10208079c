/** A load as most are: rows of no known file or moment, not the whole of their source, and taken in at once. */
export const plainly = {
  file: null,
  asOf: null,
  complete: false,
  dryRun: false,
  passed: null,
  spool: null,
} as const;
