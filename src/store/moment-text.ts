/** A `timestamptz` as the driver hands it out, in UTC, as ISO 8601 with microseconds: `2026-11-21T02:33:54.123456Z`. */
export function momentText(stored: string): string {
  const [day = "", clock = ""] = stored.split(" ");
  const [seconds = "", fraction = ""] = clock.replace(/\+00(:00)?$/, "").split(".");
  return `${day}T${seconds}.${fraction.padEnd(6, "0")}Z`;
}

export const momentOrNull = (stored: string | null): string | null =>
  stored === null ? null : momentText(stored);
