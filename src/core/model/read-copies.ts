import type { Authority, Copy, DivergencePolicy } from "./attribute.ts";
import { mapsFact, sourceOfAttribute } from "./names.ts";
import type { AttributeOutline, EntityOutline, Reading } from "./outline.ts";
import { namedSource } from "./read-authority.ts";
import { durationRegex } from "./shape.ts";
import { at, booleanAt, choiceAt, itemsAt, type Node, textAt } from "./tree.ts";
import { policies } from "./vocabulary-words.ts";

interface Of {
  readonly outlined: AttributeOutline;
  readonly entity: EntityOutline;
  readonly authority: readonly Authority[];
  readonly fallback: readonly string[];
  readonly onDivergence: DivergencePolicy;
}

/** Who follows a fact. */
export function readCopies(of: Of, reading: Reading): readonly Copy[] {
  const { outlined, entity } = of;
  const copies = new Map<string, Copy>();
  for (const item of itemsAt(outlined.node, "copies")) {
    const written = namedSource(item, "copy", reading);
    if (written === null) continue;
    const role = { entity, attribute: outlined.declared, role: "a copy" };
    const source = sourceOfAttribute(written, role, reading);
    if (source === null || !mapsFact(source, outlined, entity)) continue;
    if (copies.has(source)) {
      reading.faults.error(
        item.place,
        "duplicate-name",
        `'${source}' is a copy of '${outlined.declared}' twice`,
        "name it once",
      );
      continue;
    }
    const copy = readCopy(item, { ...of, source }, reading);
    copies.set(source, copy);
    checkSense(copy, of, reading);
  }
  return [...copies.values()];
}

/** Seconds within which a copy follows where nothing is said. */
const withinDefaultSeconds = 60;

function readCopy(item: Node, of: Of & { readonly source: string }, { outline, faults }: Reading): Copy {
  const source = of.entity.sources.get(of.source);
  const system = outline.systems.get(source?.system ?? "");
  const field = source === undefined ? null : at(at(source.node, "fields"), of.outlined.declared);
  const own = of.outlined.qualifier === null ? null : at(at(field, "per"), of.outlined.qualifier);
  const mayWrite = booleanAt(own, "write") ?? booleanAt(field, "write") ?? true;
  const asked = booleanAt(item, "write");
  if (asked === true && !mayWrite)
    faults.error(
      item.place,
      "contradiction",
      `the field of '${of.source}' says write: false, and the copy write: true`,
      "say it in one place: leave `write: true` out, or write: false of the field",
    );
  else if (asked === true && system?.writable === false)
    faults.error(
      item.place,
      "not-writable",
      `'${of.source}' is to be written, and the system '${system.name}' is not writable`,
      "say `writable: true` of the system, or leave `write` out",
    );
  return {
    place: item.place,
    source: of.source,
    withinSeconds:
      secondsOf(textAt(item, "within") ?? textAt(of.outlined.node, "within")) ?? withinDefaultSeconds,
    onDivergence: choiceAt(item, "on-divergence", policies, of.onDivergence),
    create: booleanAt(item, "create") ?? false,
    write: asked ?? (mayWrite && (system?.writable ?? false)),
  };
}

/** The seconds of a duration such as `1h`; `null` for anything else. */
export function secondsOf(duration: string | null): number | null {
  const [, digits, unit] = durationRegex.exec(duration ?? "") ?? [];
  if (digits === undefined) return null;
  const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 }[unit ?? "s"] ?? 1;
  return Number(digits) * seconds;
}

function checkSense(copy: Copy, of: Of, { faults }: Reading): void {
  const { outlined, authority, fallback } = of;
  const unconditional = authority.findIndex(({ when }) => when === null);
  // Of a union all are asked, and each follows the others.
  const isUnion = at(outlined.node, "combine") !== null;
  const asked = isUnion || unconditional < 0 ? authority : authority.slice(0, unconditional + 1);
  const others = asked.some(({ source }) => source !== copy.source);
  if (asked.length > 0 && !others && (unconditional >= 0 || fallback.length === 0))
    faults.error(
      copy.place,
      "always-authority",
      `'${copy.source}' is a copy of '${outlined.declared}' and always its authority`,
      "a copy follows another source; leave it out",
    );
  if (fallback.includes(copy.source))
    faults.warn(
      copy.place,
      "copy-and-fallback",
      `'${copy.source}' is a copy of '${outlined.declared}' and its fallback`,
      "it may come to be believed for what was written to it",
    );
  if (copy.onDivergence === "overwrite" && !copy.write)
    faults.warn(
      copy.place,
      "overwrite-without-write",
      `the policy of '${copy.source}' is to overwrite, and nothing is written to it`,
      "is its system writable?",
    );
}
