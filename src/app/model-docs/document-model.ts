import { formatFault } from "../../core/model/fault.ts";
import type { Fault, ModelFile } from "../../core/model/model.ts";
import { readModel } from "../../core/model/read-model.ts";
import { dictionaryOf } from "./dictionary.ts";
import { toHtml } from "./to-html.ts";
import { toMarkdown } from "./to-markdown.ts";

export interface DocumentedModel {
  readonly faults: readonly Fault[];
  readonly faultLines: readonly string[];
  /** `null` where the model has faults. */
  readonly documents: { readonly markdown: string; readonly html: string } | null;
}

/** The data dictionary of a model that is checked here, in both forms. */
export function documentModel(files: readonly ModelFile[]): DocumentedModel {
  const { model, faults } = readModel(files);
  const errors = faults.filter((fault) => fault.severity === "error");
  const told = { faults: errors, faultLines: errors.map(formatFault) };
  if (model === null) return { ...told, documents: null };
  const blocks = dictionaryOf(model);
  return { ...told, documents: { markdown: toMarkdown(blocks), html: toHtml("Data dictionary", blocks) } };
}
