import { describeColumns } from "../../app/start/describe-column.ts";
import type { Started } from "../../app/start/start-from-files.ts";

/** What `init` found and wrote, for programs. Personal values stand nowhere in it. */
export function startedJson({ files, leftOut, draft, modelFiles, report, share }: Started, out: string) {
  return {
    out,
    files: files.map(({ name, path, format, delimiter, profile }) => ({
      name,
      path,
      format,
      delimiter,
      rows: profile.rows,
      refused: profile.refused,
      columns: describeColumns(profile.rows, profile.columns),
    })),
    leftOut,
    entities: draft.entities.map(({ name, notes, matchOn, sources, attributes }) => ({
      name,
      notes,
      matchOn: matchOn.map(({ keys, unlessDifferent, notes: why }) => ({ keys, unlessDifferent, why })),
      sources: sources.map((source) => ({
        name: source.name,
        system: source.system,
        file: source.fileName,
        key: source.key,
        links: Object.fromEntries(source.links),
      })),
      attributes: attributes.map(
        ({ name: attribute, type, to, copyOf, personal, authority, copies, notes: why }) => ({
          name: attribute,
          type,
          to,
          copyOf,
          personal,
          authority,
          copies,
          why,
        }),
      ),
    })),
    crosswalks: draft.crosswalks.map(({ fileName, left, right }) => ({ file: fileName, left, right })),
    written: modelFiles.map(({ path }) => path),
    share,
    report,
  };
}
