import type { Random } from "../shared/random.ts";
import { pairs, taker } from "../shared/taker.ts";
import { type Campaign, named } from "./campaigns.ts";

/**
 * What is wrong where, on purpose. Each list holds the campaigns of one kind of disagreement (or of one kind of
 * refused row); no campaign is in two lists, so that their lengths add up.
 */
export interface Plan {
  /** The warehouse reads an old extract and never saw the new name of the club: the one big cause. */
  readonly martLate: readonly Campaign[];
  /** SPRING-26: late in the CMS, edited by someone in operations. */
  readonly spring: readonly Campaign[];
  /** Someone changed the name in operations: its case, its spaces, its words. */
  readonly editedCase: readonly Campaign[];
  readonly editedSpaces: readonly Campaign[];
  readonly editedWords: readonly Campaign[];
  /** Operations cut the name when it was imported and has never had it whole. */
  readonly cut: readonly Campaign[];
  readonly nameMissing: readonly Campaign[];
  /** Went live in the CRM; operations still has them as drafts. */
  readonly stageLate: readonly Campaign[];
  /** A draft whose owner the CRM has otherwise than operations, which is believed for drafts. */
  readonly draftOwner: readonly Campaign[];
  readonly refused: Refused;
  /** Gone from operations between two complete exports. */
  readonly deletedInOps: readonly Campaign[];
  /** Operations put the route under another campaign's code: each is followed by the campaign of that code. */
  readonly moved: readonly (readonly [Campaign, Campaign])[];
  /** Finance noted the CRM number of another campaign: code of the first, number of the second. */
  readonly crossed: readonly (readonly [Campaign, Campaign])[];
}

/** Campaigns of rows that cannot be taken as they are. */
export interface Refused {
  readonly endsBeforeItStarts: readonly Campaign[];
  readonly thirtiethOfFebruary: readonly Campaign[];
  readonly unknownStatus: readonly Campaign[];
  readonly twiceInTheFile: readonly Campaign[];
  readonly amountWithComma: readonly Campaign[];
}

/** The kinds that leave a campaign disagreeing somewhere. */
export const disagreeing = [
  "martLate",
  "spring",
  "editedCase",
  "editedSpaces",
  "editedWords",
  "cut",
  "nameMissing",
  "stageLate",
  "draftOwner",
] as const satisfies readonly (keyof Plan)[];

/** Characters after which operations once cut names. */
export const cutAt = 24;

/** Whether a campaign is of a list, in whichever of its states it comes. */
export function isAmong(list: readonly Campaign[], campaign: Campaign): boolean {
  return list.some(({ code }) => code === campaign.code);
}

export function makePlan(campaigns: readonly Campaign[], random: Random): Plan {
  const take = taker(campaigns, random);
  const settled = (campaign: Campaign) =>
    campaign.code.startsWith("CMP-") && campaign.stage !== "draft" && campaign.crmId !== null;
  const draft = (campaign: Campaign) => campaign.code.startsWith("CMP-") && campaign.stage === "draft";
  return {
    martLate: campaigns.filter((campaign) => campaign.code.startsWith("CLUB-")),
    spring: campaigns.filter((campaign) => campaign.code === named.spring.code),
    editedCase: take(6, settled),
    editedSpaces: take(3, settled),
    editedWords: take(5, settled),
    cut: take(9, (campaign) => settled(campaign) && campaign.name.length > cutAt + 4),
    nameMissing: take(6, settled),
    stageLate: take(5, (campaign) => campaign.code.startsWith("LAUNCH-")),
    draftOwner: [...take(7, draft), ...campaigns.filter((campaign) => campaign.code === named.winter.code)],
    refused: {
      endsBeforeItStarts: take(1, settled),
      thirtiethOfFebruary: take(1, settled),
      unknownStatus: take(1, settled),
      twiceInTheFile: take(1, settled),
      amountWithComma: take(2, settled),
    },
    deletedInOps: take(5, settled),
    moved: pairs(take(4, settled)),
    crossed: pairs(take(6, settled)),
  };
}
