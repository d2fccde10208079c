import { dirname, join } from "node:path/posix";
import { oraclesOfTests } from "./table.ts";

/**
 * Every export of the product that nothing needs: no other file imports it by name, and its own says it once. What tests import
 * does not count: code that only tests run is no part of the product. Nor do scripts that list all that a file has.
 */
export function unusedExports(sources: ReadonlyMap<string, string>): readonly string[] {
  const kept = [...sources].filter(([path]) => !path.endsWith(".test.ts") && !path.startsWith("test/"));
  const imported = new Set(kept.flatMap(([path, text]) => importedNames(path, text)));
  return kept
    .filter(([path]) => path.startsWith("src/"))
    .flatMap(([path, text]) => {
      const code = withoutComments(text);
      const isUsed = (name: string) =>
        imported.has(`${path} ${name}`) || imported.has(`${path} *`) || occurrences(code, name) > 1;
      return exportedNames(code)
        .filter((name) => !isUsed(name) && !Object.hasOwn(oraclesOfTests, name))
        .map((name) => `${path}: nothing needs ${name}`);
    });
}

const exportedNames = (code: string): readonly string[] =>
  [
    ...code.matchAll(/^export (?:async )?(?:abstract )?(?:const|function\*?|class|interface|type) (\w+)/gm),
  ].map(([, name = ""]) => name);

/** What a file imports of ours, as `path name`; `*` stands for all that is there. */
function importedNames(path: string, text: string): readonly string[] {
  const code = withoutComments(text);
  const from = (specifier: string) => join(dirname(path), specifier);
  const named = [...code.matchAll(/\b(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+"(\.[^"]+)"/g)];
  const whole = path.startsWith("scripts/")
    ? []
    : [...code.matchAll(/(?:\*\s+as\s+\w+\s+from\s+|\bimport\()"(\.[^"]+)"/g)];
  return [
    ...named.flatMap(([, names = "", specifier = ""]) =>
      names
        .split(",")
        .map(
          (one) =>
            one
              .trim()
              .replace(/^type /, "")
              .split(" as ")[0],
        )
        .map((name) => `${from(specifier)} ${name}`),
    ),
    ...whole.map(([, specifier = ""]) => `${from(specifier)} *`),
  ];
}

const occurrences = (code: string, name: string): number =>
  [...code.matchAll(new RegExp(`\\b${name}\\b`, "g"))].length;

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
}
