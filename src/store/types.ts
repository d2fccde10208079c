import pg from "pg";

/** Of int8, numeric, dates and instants the driver hands us the text: its own parsers lose digits of some of them. */
const asText = new Set<number>([
  pg.types.builtins.INT8,
  pg.types.builtins.NUMERIC,
  pg.types.builtins.DATE,
  pg.types.builtins.TIME,
  pg.types.builtins.TIMETZ,
  pg.types.builtins.TIMESTAMP,
  pg.types.builtins.TIMESTAMPTZ,
  pg.types.builtins.INTERVAL,
]);

/** The array types of the above, which are no members of the driver's list. */
const asTextArray = new Set<number>([1016, 1231, 1182, 1183, 1270, 1115, 1185, 1187]);
const textArray = 1009;

/** For each of our connections; the driver's global parsers stay as they are, for others in the process. */
export const ourTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (format === "binary") return pg.types.getTypeParser(oid, "binary");
    if (asText.has(oid)) return (text: string) => text;
    return pg.types.getTypeParser(asTextArray.has(oid) ? textArray : oid, "text");
  },
};
