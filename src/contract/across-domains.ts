/** What the operations have in common that read in all domains at once: whatever the caller may read there, and nothing else. */
export const acrossDomains = {
  method: "GET",
  role: "reader",
  domain: "any",
  body: null,
  answers: "json",
  status: 200,
  headers: [],
} as const;
