/** The day on which the story of the sample ends, unless another is asked for. */
export const storyEnd = "2026-11-14";

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

/** The date so many days before another. */
export function dayBefore(end: string, days: number): string {
  const instant = new Date(`${end}T00:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() - days);
  return instant.toISOString().slice(0, 10);
}
