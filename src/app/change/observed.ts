import type { Position } from "../../core/golden/golden.ts";
import type { Observation } from "../../core/mapping/observation.ts";
import type { Source } from "../../core/model/source.ts";

/** What a record was observed to say, and where in its source's own order. */
export interface Observed {
  readonly source: Source;
  readonly position: Position;
  readonly observation: Observation;
  readonly digest: Buffer;
}
