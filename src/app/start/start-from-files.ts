import type { RowBatch, RowFormat } from "../../connectors/connector.ts";
import type { Fault, Model, ModelFile } from "../../core/model/model.ts";
import { readModel } from "../../core/model/read-model.ts";
import type { Draft } from "../../core/profile/draft.ts";
import { draftModel } from "../../core/profile/draft-model.ts";
import { FileProfiler } from "../../core/profile/file-profile.ts";
import type { DraftedFile } from "../../core/profile/group.ts";
import { TupleProfiler } from "../../core/profile/identifier.ts";
import { planLook, tuplesToMeasure } from "../../core/profile/plan-look.ts";
import { relate } from "../../core/profile/relate.ts";
import { RowSampler } from "../../core/profile/row-sample.ts";
import { writeDraft } from "../../core/profile/write-draft.ts";
import { type FirstReport, firstReport } from "../../core/rehearse/first-report.ts";
import { type RecordNames, Rehearsal } from "../../core/rehearse/rehearsal.ts";
import type { RawObject } from "../../core/value/raw.ts";
import { invariant, Refused, refuse } from "../../errors.ts";
import { profileRowsKept, profileValuesKept, rehearsedRecordsMax } from "../../limits.ts";
import { countOf } from "../words.ts";

/** How files are read; the same file may be read several times. */
export interface FileReading {
  format(path: string): Promise<{ readonly format: RowFormat; readonly delimiter: string | null }>;
  rows(
    path: string,
    format: { readonly format: RowFormat; readonly delimiter: string | null },
  ): AsyncIterable<RowBatch>;
}

/** A file to start from. */
export interface GivenFile {
  readonly path: string;
  /** As people call it. */
  readonly name: string;
}

/** A model guessed from files, and what it would find in them. */
export interface Started {
  readonly files: readonly ReadFile[];
  /** Files of which nothing can be told, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly draft: Draft;
  readonly modelFiles: readonly ModelFile[];
  readonly report: FirstReport;
  /** The share of the entities that the report looked at. */
  readonly share: number;
}

/** A file that was read, with what is known of it. */
export interface ReadFile extends DraftedFile, GivenFile {
  /** Why its first unreadable row cannot be read; `null` where all can. */
  readonly firstRefusal: string | null;
}

interface Opened extends ReadFile {
  readonly rowFormat: { readonly format: RowFormat; readonly delimiter: string | null };
}

/**
 * Profiles files in bounded memory, guesses what they have to do with each other, writes a model of it and rehearses
 * that model on the same files. Reads each file three times, four where combinations of columns are to be measured.
 */
export async function startFromFiles(
  reading: FileReading,
  given: readonly GivenFile[],
  { entity, tell }: { readonly entity: string | null; readonly tell: (what: string) => void },
): Promise<Started> {
  const opened: Opened[] = [];
  const leftOut: { name: string; why: string }[] = [];
  for (const file of given) {
    tell(`Reading ${file.name}`);
    const seen = await profileFile(reading, file);
    if (seen.profile.columns.some(({ filled }) => filled > 0)) opened.push(seen);
    else leftOut.push({ name: file.name, why: whyEmpty(seen) });
  }
  if (opened.length === 0)
    refuse("file-empty", leftOut.map(({ name, why }) => `${name} ${why}`).join("; "), {
      hint: "A model is guessed from rows: give files that hold some.",
    });
  tell("Comparing columns");
  const files = await measureTuples(reading, opened);
  const look = planLook(files);
  const samples = [];
  for (const [at, file] of files.entries()) {
    const sampler = new RowSampler(file.profile, look.wanted[at] ?? [], profileRowsKept);
    if ((look.wanted[at] ?? []).length > 0) await eachRow(reading, file, (fields) => sampler.add(fields));
    samples.push(sampler.rows);
  }
  const draft = draftModel(files, relate({ files, look, samples }), { entity });
  const modelFiles = writeDraft(draft);
  const model = soundModel(modelFiles);
  const rows = draft.entities
    .flatMap(({ sources }) => sources)
    .map(({ file }) => files[file]?.profile.rows ?? 0);
  const share = Math.min(1, rehearsedRecordsMax / Math.max(1, sum(rows)));
  tell("Looking for what disagrees");
  const report = await rehearse(reading, files, draft, { model, share });
  return { files, leftOut, draft, modelFiles, report, share };
}

async function profileFile(reading: FileReading, file: GivenFile): Promise<Opened> {
  const profiler = new FileProfiler(profileValuesKept);
  let firstRefusal: string | null = null;
  const rowFormat = await naming(file, () => reading.format(file.path));
  await naming(file, async () => {
    for await (const { columns, rows, refused } of reading.rows(file.path, rowFormat)) {
      if (columns !== null) profiler.header(columns);
      for (const { fields } of rows) profiler.add(fields);
      profiler.refuse(refused.length);
      const [first] = refused;
      if (first !== undefined) firstRefusal ??= `line ${first.line}: ${first.message}`;
    }
  });
  const { format, delimiter } = rowFormat;
  return {
    ...file,
    rowFormat,
    firstRefusal,
    profile: profiler.finish(),
    tuples: [],
    format: format === "json" ? null : format,
    delimiter: format === "csv" ? delimiter : null,
  };
}

function whyEmpty({ profile: { rows, refused }, firstRefusal }: Opened): string {
  if (rows > 0) return "has nothing in its rows";
  return refused === 0
    ? "has no rows"
    : `has ${countOf(refused, "row")}, of which none can be read: ${firstRefusal}`;
}

/** A refusal of one of several files says which it was. */
async function naming<Answer>(file: GivenFile, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.message.includes(file.name)) throw error;
    const { refusal } = error;
    throw new Refused({ ...refusal, message: `${file.name}: ${refusal.message}` }, { cause: error });
  }
}

async function measureTuples(reading: FileReading, files: readonly Opened[]): Promise<readonly Opened[]> {
  const tuples = tuplesToMeasure(files);
  const measured: Opened[] = [];
  for (const [at, file] of files.entries()) {
    const wanted = tuples[at] ?? [];
    const profiler = new TupleProfiler(file.profile, wanted, profileValuesKept);
    if (wanted.length > 0) await eachRow(reading, file, (fields) => profiler.add(fields));
    measured.push({ ...file, tuples: profiler.finish() });
  }
  return measured;
}

async function eachRow(reading: FileReading, file: Opened, take: (fields: RawObject) => void): Promise<void> {
  for await (const { rows } of reading.rows(file.path, file.rowFormat))
    for (const { fields } of rows) take(fields);
}

/** What is written is read as any model is: a fault in it is ours. */
function soundModel(files: readonly ModelFile[]): Model {
  const { model, faults } = readModel(files);
  invariant(model !== null, `a guessed model is sound: ${faults.map(told).join("; ")}`);
  return model;
}

const told = ({ place, message }: Fault): string => `${place.file}:${place.line} ${message}`;

async function rehearse(
  reading: FileReading,
  files: readonly Opened[],
  { entities, crosswalks }: Draft,
  { model, share }: { readonly model: Model; readonly share: number },
): Promise<FirstReport> {
  const pairs: [string, string][] = [];
  for (const { file, left, right, columns } of crosswalks) {
    const opened = files[file];
    if (opened === undefined) continue;
    await eachRow(reading, opened, (fields) => {
      const [one, other] = columns.map((column) => fields.get(column));
      if (typeof one === "string" && typeof other === "string")
        pairs.push([`${left}:${one}`, `${right}:${other}`]);
    });
  }
  const rehearsal = new Rehearsal(model, { pairs: pairs satisfies RecordNames, share });
  for (const { name, file } of entities.flatMap(({ sources }) => sources)) {
    const opened = files[file];
    if (opened !== undefined) await eachRow(reading, opened, (fields) => rehearsal.add(name, fields));
  }
  return firstReport(model, rehearsal, { groupsMax: 15, examplesMax: 2 });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
