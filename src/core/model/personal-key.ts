import { columnsOf } from "./columns.ts";
import type { EntityType } from "./model.ts";
import type { SourceDraft } from "./read-source.ts";

/** Whether the keys of a source are personal: as declared; else where a column of the key is mapped to a sealed attribute. */
export const isKeyPersonal = (source: SourceDraft, { attributes }: Pick<EntityType, "attributes">): boolean =>
  source.keyPersonal ??
  [...source.fields].some(
    ([name, field]) =>
      (attributes.get(name)?.sealed ?? false) &&
      columnsOf(field).some((column) => source.key.includes(column)),
  );
