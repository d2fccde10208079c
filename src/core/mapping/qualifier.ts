import type { Refusal } from "../../errors.ts";
import { attributeOf, type FactKey, factKey } from "../ids.ts";
import type { Field, Source } from "../model/source.ts";
import type { Raw, RawObject } from "../value/raw.ts";
import { rawText } from "../value/raw-text.ts";
import { type Column, compileColumn } from "./column.ts";

/** A field that is heard only where a column beside it says that the record speaks for its qualifier. */
export function compileSpokenFor({ spokenFor }: Field, stated: Column): Column {
  if (spokenFor === null) return stated;
  const beside = compileColumn(spokenFor.column);
  return (row) => (spellingOf(beside(row)) === spokenFor.spelled ? stated(row) : undefined);
}

/** Looks for records that state something, and speak for nothing that is declared. */
export interface QualifierCheck {
  readonly fact: FactKey;
  refusal(row: RawObject): Refusal | null;
  /** What the record says that it speaks for. */
  text(row: RawObject): string;
}

/** One check for each attribute whose records say in a column what they speak for. */
export function compileQualifierChecks(source: Source): readonly QualifierCheck[] {
  const spoken = [...source.fields].flatMap(([name, { spokenFor }]) =>
    spokenFor === null ? [] : [{ attribute: attributeOf(factKey(name)), ...spokenFor }],
  );
  return [...Map.groupBy(spoken, ({ attribute }) => attribute)].map(([attribute, all]) => {
    const column = all[0]?.column ?? "";
    const beside = compileColumn(column);
    const known = new Set(all.map(({ spelled }) => spelled));
    const refusal: Refusal = {
      code: "value-unknown-qualifier",
      message: `The column '${column}' speaks for nothing that '${attribute}' is declared per.`,
      hint: `It says one of: ${[...known].join(", ")}. Add what is missing to the code list, or correct the record.`,
      fields: { column },
    };
    return {
      fact: factKey(attribute),
      refusal: (row) => {
        const raw = beside(row);
        return raw === undefined || known.has(spellingOf(raw)) ? null : refusal;
      },
      text: (row) => rawText(beside(row) ?? null),
    };
  });
}

const spellingOf = (raw: Raw | undefined): string => (raw === undefined ? "" : rawText(raw).trim());
