import type { Random } from "../../samples/shared/random.ts";

/** Scalars that a hurried hand, another tool or an attacker might leave, as they would stand in YAML. */
const odd = [
  ..."~ null yes 01 1.10 1e400 -0 0x1F 2026-01-02 2026-02-30 .nan .inf [] {} [[]] {a:1} *x &x <<: !!binary !!js/undefined ! '' \"\" \" ' : - | > # % @ ` ? , { [ ] }".split(
    " ",
  ),
  "99999999999999999999999999999999999999",
  `0.${"0".repeat(400)}1`,
  "9".repeat(1_200),
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "prototype",
  "hub",
  "self",
  "today",
  "\t",
  '"\\u0000"',
  "\u0000",
  "\uFEFF",
  "\uD800",
  "\u2028",
  "\u202Eabc",
  "e\u0301",
  "\u{1F469}\u200D\u{1F467}",
  "ﬁ",
  "İ",
  "a.b.c",
  "a[b]",
  "a..b",
  ".",
  "{key}",
  "{nothing}",
  `\${HOME}`,
  "erp",
  "shop",
  "name",
  "grade",
  "maker.name",
  "parent.parent",
  "1h",
  "-1s",
  "999999999d",
  "group",
  "list",
  "ref",
  "quantity",
  "kg.m/s2",
  "m/m/m/m",
  "kg^99999999",
] as const;

export const oddWord = (random: Random): string => (random.below(8) === 0 ? noise(random) : random.pick(odd));

/** Characters without sense, from all of Unicode. */
export function noise(random: Random): string {
  const length = random.below(20);
  return Array.from({ length }, () =>
    String.fromCharCode(random.below(4) === 0 ? random.below(0x1_0000) : 32 + random.below(95)),
  ).join("");
}
