import { dirname, join } from "node:path/posix";
import { allowances, packageEntries, wrappedOnce } from "./table.ts";

/** The text of each source file by its path below the repository. */
export type Sources = ReadonlyMap<string, string>;

/** Every breach of the architecture, as `path: what`. */
export function violations(sources: Sources): readonly string[] {
  const kept = new Map([...sources].filter(([path]) => !isTest(path)));
  return [
    ...[...sources.keys()].flatMap(namedWrongly),
    ...[...kept].flatMap(([path, text]) => [
      ...importsOf(text).flatMap((specifier) => forbidden(path, specifier)),
      ...barrel(path, text),
      ...sqlOutside(path, text),
      ...globalParsers(path, text),
    ]),
    ...wrappedTwice(kept),
    ...cycles(kept),
  ].toSorted();
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.includes("/testing/");
}

/** What a file imports, for its values or for its types. */
export function importsOf(text: string): readonly string[] {
  const code = withoutComments(text);
  const statements = code.matchAll(/^\s*(?:import|export)\b[^"'`;]*?\bfrom\s*["']([^"']+)["']/gm);
  const bare = code.matchAll(/^\s*import\s*["']([^"']+)["']/gm);
  const dynamic = code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [...statements, ...bare, ...dynamic].map(([, specifier]) => specifier ?? "");
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
}

/** `src/store/db.ts` is of `store`, `src/errors.ts` of `errors`, `sdk/src/x.ts` of `sdk`. */
function partOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "src" ? second.replace(/\.ts$/, "") : top;
}

function forbidden(path: string, specifier: string): readonly string[] {
  const part = partOf(path);
  if (part === "main") return [];
  if (specifier.startsWith(".")) return forbiddenFile(path, part, join(dirname(path), specifier));
  const name = packageOf(specifier);
  if (part === "sdk")
    return name.startsWith("node:") ? [] : [`${path}: imports ${name}; the SDK has no dependency`];
  if (part === "console") return [];
  const allowance = allowances[part];
  if (allowance === undefined) return [`${path}: ${part} is no part of the architecture`];
  const isAllowed = specifier.startsWith("node:")
    ? allowance.node === "all" || allowance.node.includes(specifier)
    : allowance.packages.includes(name);
  return isAllowed
    ? []
    : [`${path}: ${part} may not import ${specifier.startsWith("node:") ? specifier : name}`];
}

function forbiddenFile(path: string, part: string, target: string): readonly string[] {
  const to = partOf(target);
  if (to === part) return [];
  const parts = part === "console" ? ["sdk"] : (allowances[part]?.parts ?? []);
  if (parts.includes(to) || parts.includes(target.replace(/^src\//, ""))) return [];
  return [`${path}: ${part} may not import ${target}`];
}

function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

function barrel(path: string, text: string): readonly string[] {
  const statements = withoutComments(text)
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
  const passesOn = statements.every((statement) => /^export\b[^=(]*\bfrom\b/.test(statement));
  if (statements.length === 0 || !passesOn || packageEntries.includes(path)) return [];
  return [`${path}: is a barrel; import what it passes on from where it is`];
}

/** A string that starts as a statement does, in the lower or upper case in which SQL is written. */
const sqlText =
  /["'`]\s*(?:(?:select|SELECT)\s[^"'`]*\s(?:from|FROM)\s|(?:insert into|INSERT INTO|delete from|DELETE FROM)\s|(?:update|UPDATE)\s+[\w."]+\s+(?:set|SET)\s|(?:create|CREATE|alter|ALTER|drop|DROP)\s+(?:table|TABLE|view|VIEW|index|INDEX|schema|SCHEMA|role|ROLE)\s|(?:with|WITH)\s+\w+\s+(?:as|AS)\s*(?:not materialized\s*)?\()/;

/** Connectors speak to other systems' databases, in those systems' own SQL. */
function sqlOutside(path: string, text: string): readonly string[] {
  const mayHold = ["store", "connectors", "main"].includes(partOf(path));
  return !mayHold && sqlText.test(withoutComments(text))
    ? [`${path}: SQL stands in store/ and migrations/ only`]
    : [];
}

function globalParsers(path: string, text: string): readonly string[] {
  return /\bsetTypeParser\s*\(|\btypes\.builtins\.\w+\s*=/.test(withoutComments(text))
    ? [`${path}: the driver's global parsers stay as they are`]
    : [];
}

const vague = /(^|-)(utils?|helpers?|common|misc|manager)(-|\.|$)/;

function namedWrongly(path: string): readonly string[] {
  const name = path.split("/").at(-1) ?? "";
  const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z][a-z-]*)*\.tsx?$/.test(name);
  const isVague = path.startsWith("src/") && path.split("/").some((step) => vague.test(step));
  return [
    ...(isKebab ? [] : [`${path}: files are kebab-case`]),
    ...(isVague ? [`${path}: a file is named for its one idea`] : []),
  ];
}

function wrappedTwice(sources: Sources): readonly string[] {
  return wrappedOnce.flatMap((name) => {
    const users = [...sources]
      .filter(([path, text]) => partOf(path) === "core" && importsOf(text).map(packageOf).includes(name))
      .map(([path]) => path);
    return users.length <= 1
      ? []
      : [`${users[0]}: ${name} is wrapped once, and ${users.slice(1).join(", ")} imports it too`];
  });
}

/** Each cycle once, from the file in it that comes first by name. */
function cycles(sources: Sources): readonly string[] {
  const found = new Map<string, string>();
  const over = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) {
      const round = way.slice(start);
      found.set(
        round.toSorted().join(),
        `${round.toSorted()[0]}: imports in a circle: ${[...round, path].join(" -> ")}`,
      );
      return;
    }
    if (over.has(path)) return;
    for (const specifier of importsOf(sources.get(path) ?? "")) {
      if (specifier.startsWith(".")) visit(join(dirname(path), specifier), [...way, path]);
    }
    over.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return [...found.values()];
}
