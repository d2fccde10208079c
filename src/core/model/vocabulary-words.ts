export const systemKinds = ["record", "engagement", "insight"] as const;
export const connectors = ["postgres", "file"] as const;
/** The types that are one value, which a field of a group and an element of a list may have. */
export const scalarNames = [
  "text",
  "integer",
  "decimal",
  "float",
  "boolean",
  "date",
  "timestamp",
  "email",
  "phone",
  "url",
  "code",
  "money",
  "json",
  "ref",
  "quantity",
] as const;
export const typeNames = [...scalarNames, "group", "list"] as const;
export const beliefs = ["whole", "per-key"] as const;
export const listKinds = ["set", "sequence"] as const;
export const approvable = ["source", "correction", "override"] as const;
export const meanwhiles = ["keep-last", "none"] as const;
export const standardisers = ["trim", "collapse-spaces", "upper", "lower", "nfc", "digits", "e164"] as const;
export const ignorable = ["case", "whitespace", "punctuation"] as const;
export const policies = ["flag", "overwrite", "propose", "ask"] as const;
export const survivors = ["most-recent", "most-complete", "longest"] as const;
export const deletions = ["keep", "retire", "archive", "delete-copies"] as const;
export const formats = ["csv", "jsonl", "parquet"] as const;
export const scopes = ["field", "record", "entity"] as const;
export const severities = ["info", "warning", "error"] as const;
export const dimensions = [
  "completeness",
  "conformity",
  "consistency",
  "accuracy",
  "timeliness",
  "uniqueness",
] as const;
