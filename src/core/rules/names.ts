import type { EntityType } from "../model/model.ts";

/** The rules of the house: what is found without the model's declaring it. */
export const houseRules = {
  circle: "hierarchy-circle",
  outlivedAuthority: "override-outlived-authority",
  mergedInACircle: "merged-in-a-circle",
  mergedIntoUnseen: "merged-into-unseen",
} as const;

/** What the finding on a required attribute that is empty is called. */
export const requiredRule = (attribute: string): string => `required:${attribute}`;

/** What the finding on records of a dated source that are true at one time is called. */
export const overlapRule = (source: string): string => `validity-overlaps:${source}`;

/** What the findings on an entity type may be called: its own rules, what it requires, and the rules of the house. */
export const namesOfRules = ({ rules, attributes, sources }: EntityType): readonly string[] => [
  ...rules.map(({ name }) => name),
  ...[...attributes.values()].filter((one) => one.required).map(({ name }) => requiredRule(name)),
  ...Object.values(houseRules),
  ...sources.filter(({ valid }) => valid !== null).map(({ name }) => overlapRule(name)),
];
