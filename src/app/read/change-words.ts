import type { BodyOp } from "../../core/log/entry.ts";
import { differenceTexts } from "../difference-words.ts";
import { oneLine, partText } from "../words.ts";
import type { ItemAnswer } from "./explain-answer.ts";
import type { Shown } from "./viewer.ts";

/** What the words of an item need to know beside it. */
interface Speaking {
  /** The source of the record that it is about. */
  readonly source: string | null;
  /** What an entity is called. */
  readonly entity: (id: string) => string;
  /** Whether the values of its fact are references, and so entities. */
  readonly isReference: boolean;
  /** Whether its fact is an element of a list, which is there as long as anybody states it. */
  readonly isElement: boolean;
  /** Whether its fact is a list of which the same entry states elements one by one. */
  readonly isWhole: boolean;
}

/** A sentence that says what one item of an entry did; of what the caller may not see it says only that it is so. */
export function wordsOf(told: Omit<ItemAnswer, "words">, speaking: Speaking): string {
  const item = speaking.isReference ? withNames(told, speaking) : told;
  const fact = item.fact ?? "";
  const after = said(item.after);
  const who = speaker(item, speaking.source);
  const other = (id: Shown | undefined): string => (typeof id === "string" ? speaking.entity(id) : said(id));
  switch (item.op as BodyOp) {
    case "create":
      return "It became known.";
    case "claim":
      if (item.after === undefined) return `${who} no longer says anything about ${fact}.`;
      if (speaking.isWhole) return `${who} says all that is in ${fact}.`;
      return `${who} says ${fact} is ${isAndWas(item)}${believed(item)}.`;
    case "golden":
      if (item.after === undefined && item.basis === null)
        return speaking.isElement ? `Nobody says ${fact} any more.` : `${fact} is no longer declared.`;
      if (item.basis === "none") return `${fact} has nobody who is believed for it.`;
      return `${fact} is ${isAndWas(item)}${believed(item)}.`;
    case "link":
      return `${who} belongs to it${because(item)}${isReused(item) ? ", under a key that another bore before" : ""}.`;
    case "unlink":
      return `${who} no longer belongs to it.`;
    case "delete":
      return `${who} was deleted.`;
    case "return":
      return `${who} is back.`;
    case "alias":
      return (
        byPerson(item, `it and ${other(item.detail.id)} are one`) ??
        `${other(item.detail.id)} was merged into it${because(item)}.`
      );
    case "unalias":
      return (
        byPerson(item, `${other(item.detail.id)} is another again`) ??
        `${other(item.detail.id)} answers for itself again.`
      );
    case "merged":
      return `It was merged into ${other(item.detail.into)}${because(item)}.`;
    case "unmerged":
      return "It answers for itself again.";
    case "retire":
      return item.detail.as === "archived" ? "It was archived." : "It was retired.";
    case "revive":
      return "It is active again.";
    case "override":
      return `${fact} is set to ${after} against its authority, by ${plain(item.detail.by)}: ${said(item.detail.reason)}.`;
    case "override-end":
      return `The override of ${fact} ended${item.detail.why === undefined ? "" : `: ${said(item.detail.why)}`}.`;
    case "set":
      return (
        approvalWords(item, fact, after) ??
        leaveWords(item, fact, who) ??
        (item.detail.what === "valid" ? validWords : null) ??
        (item.detail.what === "former"
          ? `The key of ${who} is another's from here on.`
          : decidedWords(item, other))
      );
    default:
      return unknownOp(item.op as never);
  }
}

const validWords = "It ends to be true at another time.";

function decidedWords(item: Pick<ItemAnswer, "detail">, called: (id: Shown | undefined) => string): string {
  const { decision, other } = item.detail;
  if (decision === "moved") return byPerson(item, `records pass between it and ${called(other)}`) ?? "";
  if (decision === "different") return byPerson(item, `it and ${called(other)} are different things`) ?? "";
  const parts = Object.entries(item.detail).map(([name, value]) => `${name} ${said(value)}`);
  return `Decided: ${parts.join(", ")}.`;
}

/** `ana decided that … : "seen on the label".`; `null` where no person did. */
function byPerson({ detail: { by, reason } }: Pick<ItemAnswer, "detail">, what: string): string | null {
  return by === undefined ? null : `${plain(by)} decided that ${what}: ${said(reason)}.`;
}

/** References by what they lead to. */
function withNames<Told extends Omit<ItemAnswer, "words">>(told: Told, { entity }: Speaking): Told {
  const named = (value: Shown): Shown => (typeof value === "string" ? entity(value) : value);
  return {
    ...told,
    ...(told.before === undefined ? {} : { before: named(told.before) }),
    ...(told.after === undefined ? {} : { after: named(told.after) }),
  };
}

/** `null` where the item is about something else. */
function approvalWords(
  { op, detail }: Omit<ItemAnswer, "words">,
  fact: string,
  after: string,
): string | null {
  const { what, by, reason, why, complete } = detail;
  if (op !== "set") return null;
  if (what === "hold") return `${fact} would be ${after}; that waits for approval.`;
  if (what === "hold-end" && why === "settled") return `${fact} is taken as agreed to: ${after}.`;
  if (what === "hold-end")
    return `What waited for approval of ${fact} ${why === "gone" ? "is no longer asked about" : "has lapsed"}.`;
  if (what === "approve")
    return `${plain(by)} agreed to what was stated of ${fact}${complete === true ? ", and nobody else is asked" : ""}.`;
  if (what === "decline") return `${plain(by)} declined what was stated of ${fact}: ${said(reason)}.`;
  return null;
}

/** What a copy may, or no longer may; `null` where the item is about something else. */
function leaveWords({ detail }: Omit<ItemAnswer, "words">, fact: string, who: string): string | null {
  const { what, by, reason, until, why, group } = detail;
  if (what === "waive")
    return `${plain(by)} lets ${who} differ in ${fact} until ${plain(until)}${group === undefined ? "" : ", with all of its group"}: ${said(reason)}.`;
  if (what === "waive-end") return `${who} has no leave to differ in ${fact} any longer: ${plain(why)}.`;
  if (what === "local")
    return `${who} may differ in ${fact} until ${plain(until)}: the model allows edits there.`;
  if (what === "local-end") return `${who} may no longer differ in ${fact}: ${plain(why)}.`;
  return null;
}

function unknownOp(op: never): string {
  return String(op);
}

/** `crm 4711`, or the source alone. */
function speaker({ key }: Pick<ItemAnswer, "key">, source: string | null): string {
  const name = source ?? "A record";
  return typeof key === "string" ? `${name} ${key}` : name;
}

function said(value: Shown | undefined): string {
  if (value === undefined || value === null) return "empty";
  if (typeof value === "object" && "masked" in value) return "hidden";
  if (typeof value === "object" && "erased" in value) return "erased";
  return typeof value === "string" ? `"${value}"` : partText(value);
}

/** What is no data, such as a day, or who it was: without quotes. */
const plain = (value: Shown | undefined): string =>
  typeof value === "string" ? oneLine(value) : said(value);

/** What a fact is now and was before: of groups and lists what differs in them. */
function isAndWas({ after, before }: Pick<ItemAnswer, "after" | "before">): string {
  if (before === undefined) return said(after);
  const [is, was] =
    isShape(after) && isShape(before)
      ? differenceTexts(before, after).toReversed()
      : [said(after), said(before)];
  return `${is}, before ${was}`;
}

const isShape = (value: Shown | undefined): boolean => typeof value === "object" && value !== null;

const believed = ({ basis, source, op }: Pick<ItemAnswer, "basis" | "source" | "op">): string => {
  if (basis === null) return "";
  return op === "claim"
    ? `, and is believed (${basis})`
    : ` (${basis}${source === null ? "" : ` of ${source}`})`;
};

const isReused = ({ detail }: Pick<ItemAnswer, "detail">): boolean => typeof detail.life === "number";

const because = ({ detail }: Pick<ItemAnswer, "detail">): string => {
  const why = detail.why ?? detail.by;
  return typeof why === "string" ? ` (${why === "hand" ? "by hand" : why})` : "";
};
