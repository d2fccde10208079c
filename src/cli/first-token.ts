/** How the first token is told: it is stored nowhere that it could be read from again. */
export const firstTokenText = (token: string): string => `Token for everything, shown this once:\n${token}\n`;
