import type { Detail } from "../../core/log/entry.ts";
import { invariant } from "../../errors.ts";
import type { CrosswalkPair } from "../../store/load-links.ts";
import { addPairs, type StandingPair } from "../../store/write-crosswalk.ts";
import { type OpenItem, ofProduct } from "../change/draft.ts";
import type { Work } from "../change/work.ts";

/** Whoever depends on the pairs of a source has read this. */
export const pairsToken = (source: string): string => `x:${source}`;

/** Notes a pair that may be stated, so that the key is loaded under which it would be sealed. */
export function expectPair(work: Work, pair: CrosswalkPair): void {
  const subject = subjectOf(work, pair);
  if (subject !== null) work.subjects.add(subject);
}

/**
 * States pairs that are new, by one entry for all of them: a pair is a decision, whether it ties two records already or waits for
 * one. Whether it waits follows from the records that there are, and is said by no entry.
 */
export function statePairs(work: Work, pairs: readonly StandingPair[]): void {
  if (pairs.length === 0) return;
  const { log, run } = work.cause;
  invariant(run !== null, "pairs come in with a run");
  const { index } = work;
  work.append(ofProduct("decision", ...pairs.map((pair) => pairItem(work, pair))));
  for (const { leftSource, rightSource } of pairs)
    work.writes.add(pairsToken(leftSource)).add(pairsToken(rightSource));
  work.effects.push(addPairs({ log, run, index }, pairs));
}

/** A key that is personal is sealed under a subject of the pair: the record that it means may be there only later. */
function pairItem(work: Work, pair: CrosswalkPair): OpenItem {
  const { leftSource: left, leftKey, leftLife, rightSource: right, rightKey, rightLife } = pair;
  const detail: Detail = {
    ...{ what: "pair", left, right },
    ...(leftLife === 0 ? {} : { leftLife }),
    ...(rightLife === 0 ? {} : { rightLife }),
  };
  const sealedDetail = {
    ...(isPersonal(work, left) ? { leftKey } : {}),
    ...(isPersonal(work, right) ? { rightKey } : {}),
  };
  const keys = { leftKey, rightKey, ...sealedDetail };
  const subject = subjectOf(work, pair);
  if (subject === null) return { item: { op: "set", detail: { ...detail, ...keys } }, subject };
  const open = Object.fromEntries(
    Object.entries(keys).filter(([name]) => !Object.hasOwn(sealedDetail, name)),
  );
  return { item: { op: "set", detail: { ...detail, ...open } }, subject, sealedDetail };
}

/** The data subject of a pair, found again by its very keys; `null` where neither is personal. */
function subjectOf(work: Work, { leftSource, leftKey, rightSource, rightKey }: CrosswalkPair): string | null {
  if (!isPersonal(work, leftSource) && !isPersonal(work, rightSource)) return null;
  return `value:pair ${JSON.stringify([leftSource, leftKey, rightSource, rightKey])}`;
}

const isPersonal = (work: Work, source: string): boolean =>
  work.compiled.model.sources.get(source)?.keyPersonal !== false;
