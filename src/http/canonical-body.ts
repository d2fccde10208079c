/** The same text for the same JSON, in whatever order its members came: what tells a repeated request from another one. */
export function canonicalBody(body: unknown): string {
  return JSON.stringify(body ?? null, (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : value,
  );
}
