/** The day that it is, by UTC. */
export const today = new Date().toISOString().slice(0, 10);

/** The day so many days after today. */
export const inDays = (days: number): string =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

/** A clock by which the day so many days after today has just begun. */
export const clockIn = (days: number) => async (): Promise<string> => `${inDays(days)}T00:00:01.000000Z`;
