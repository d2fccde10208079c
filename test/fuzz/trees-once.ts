import { Faults } from "../../src/core/model/fault.ts";
import type { ModelFile } from "../../src/core/model/model.ts";
import type { Node } from "../../src/core/model/tree.ts";
import { yamlTree } from "../../src/core/model/yaml-tree.ts";
import { processorSeconds } from "../helpers/processor.ts";
import type { Texts } from "./corpus.ts";

interface Read {
  readonly trees: readonly Node[];
  /** What reading them took. */
  readonly seconds: number;
}

/** The trees of the files of the corpus, each read once: a model of nine files is changed in one of them. */
export class TreesOnce {
  readonly #read = new Map<string, Read>();

  constructor(corpus: readonly Texts[]) {
    for (const texts of corpus) for (const [path, text] of Object.entries(texts)) this.#keep({ path, text });
  }

  /** Reads a file as `yamlTree` does. */
  readonly of = (file: ModelFile, faults: Faults): readonly Node[] =>
    this.#read.get(nameOf(file))?.trees ?? yamlTree(file, faults);

  /** The seconds that were spared by having read some of these files before. */
  sparedBy(files: readonly ModelFile[]): number {
    return files.reduce((sum, file) => sum + (this.#read.get(nameOf(file))?.seconds ?? 0), 0);
  }

  /** A file of which something is to be said is read again each time, so that it is said. */
  #keep(file: ModelFile): void {
    const faults = new Faults();
    const { seconds, result } = processorSeconds(1, () => yamlTree(file, faults));
    if (faults.sorted().length === 0) this.#read.set(nameOf(file), { trees: result, seconds });
  }
}

const nameOf = ({ path, text }: ModelFile): string => `${path}\n${text}`;
