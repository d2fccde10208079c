/** The first thing that is wrong. Its words name places, never values. */
export interface VerifyFault {
  readonly where:
    | "log"
    | "sealed"
    | "head"
    | "model"
    | "token"
    | "entity"
    | "record"
    | "golden"
    | "hub"
    | "override"
    | "approval"
    | "resolution"
    | "divergence"
    | "waiver"
    | "finding"
    | "crosswalk"
    | "decision"
    | "duplicate"
    | "merge"
    | "lookup"
    | "reference"
    | "run"
    | "quarantine";
  readonly index: number | null;
  readonly entity: string | null;
  readonly record: string | null;
  readonly fact: string | null;
  readonly message: string;
}

/** A fault of one entity, with what else is known of its place. */
export function entityFault(
  where: VerifyFault["where"],
  entity: string,
  message: string,
  more: Partial<Pick<VerifyFault, "index" | "record" | "fact">> = {},
): VerifyFault {
  return { where, index: null, entity, record: null, fact: null, ...more, message };
}
