/** The days on which the systems exported, counted back from the story's end. The wave is when the club was renamed. */
export const daysBefore = {
  crmFirst: 17,
  pagesFirst: 15,
  landingFirst: 15,
  budgetsFirst: 14,
  opsFirst: 13,
  martFirst: 12,
  crmWave: 10,
  budgetsLater: 9,
  opsFollowed: 8,
  martLater: 4,
  landingLater: 3,
  pagesLater: 3,
  opsEdited: 2,
  crmLater: 1,
} as const;
