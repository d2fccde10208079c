import { refuse } from "../../errors.ts";
import { conditionsMax, conditionValuesMax, fieldBytesMax } from "../../limits.ts";
import { type Condition, type FilterOp, filterOps } from "./answers.ts";

/**
 * Reads a filter as it was sent: a list of `{ attribute, op, value }`, all of which are to hold. It has no nesting, so that a
 * filter of any depth is refused at its second level and costs nothing.
 */
export function readConditions(sent: unknown): readonly Condition[] {
  if (!Array.isArray(sent)) return malformed("A filter is a list of conditions.");
  if (sent.length > conditionsMax) {
    return refuse(
      "filter-too-large",
      `A filter has ${conditionsMax} conditions at most, not ${sent.length}.`,
    );
  }
  return sent.map(readCondition);
}

function readCondition(sent: unknown): Condition {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent))
    return malformed("A condition is an object.");
  const members = new Map<string, unknown>(Object.entries(sent));
  const attribute = members.get("attribute");
  const op = members.get("op");
  const known = [...members.keys()].every(
    (name) => name === "attribute" || name === "op" || name === "value",
  );
  if (!known || !isText(attribute)) return malformed("A condition has attribute, op and value.");
  if (!isOp(op)) return malformed("There is no such op.");
  return { attribute, op, value: readOperand(op, members.get("value")) };
}

const isOp = (op: unknown): op is FilterOp => filterOps.some((one) => one === op);

function readOperand(op: FilterOp, value: unknown): Condition["value"] {
  if (op === "empty") return typeof value === "boolean" ? value : malformed("`empty` takes true or false.");
  if (op !== "in") return isText(value) ? value : malformed(`\`${op}\` takes one text.`);
  if (!Array.isArray(value) || value.length === 0 || !value.every(isText)) {
    return malformed("`in` takes a list of texts.");
  }
  if (value.length > conditionValuesMax) {
    return refuse(
      "filter-too-large",
      `\`in\` takes ${conditionValuesMax} values at most, not ${value.length}.`,
    );
  }
  return value;
}

/** PostgreSQL has no NUL and no half characters in its texts. */
const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length <= fieldBytesMax && !value.includes("\0") && value.isWellFormed();

function malformed(words: string): never {
  return refuse("filter-malformed", words, {
    hint: `[{ "attribute": "stage", "op": "eq", "value": "live" }]; op is one of ${filterOps.join(", ")}.`,
  });
}
