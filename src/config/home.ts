import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the product, with its package.json, migrations and samples: the clone, or where the package is installed. */
export const home: string = homeAbove(import.meta.dirname);

/** The version of the package that this is. */
export const version: string = JSON.parse(readFileSync(join(home, "package.json"), "utf8")).version;

/** From source and compiled alike: the nearest folder above that is a package. */
function homeAbove(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error("No package.json lies above the program: it is not installed whole.");
  return homeAbove(above);
}
