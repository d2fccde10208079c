import { readScalar } from "../value/read.ts";
import { compileStandardise } from "../value/standardise.ts";
import type { FieldMapping, FieldOf } from "./field-mapping.ts";
import { noInverse, written } from "./field-mapping.ts";
import { compileSpelling } from "./spelling.ts";

/** A code, in the spelling of the source's system. */
export function codeField({ model, source, attribute, field }: FieldOf, codes: string): FieldMapping {
  const standardise = compileStandardise(attribute.standardise);
  const spelling = compileSpelling(model, { codes, system: source.system, standardise });
  const { alike } = spelling;
  return {
    read: (raw) => {
      const reading = readScalar(raw, null, spelling.read);
      // What is no code may still be blank once standardised.
      if (typeof reading !== "object" || reading === null || standardise === null) return reading;
      return typeof raw === "string" && standardise(raw) === "" ? null : reading;
    },
    write: (value) => {
      const raw = spelling.write(value);
      return raw === undefined || raw === "" ? noInverse : written(field, raw);
    },
    oneWay:
      alike === null
        ? null
        : {
            code: "mapping-not-invertible",
            message: `'${source.system}' writes the codes ${alike[0]} and ${alike[1]} of '${codes}' alike.`,
            hint: "Give each code a spelling of its own.",
          },
  };
}
