/** Every bound of the product, with its unit and the reason for the number. */

/** Bytes of one field's text. Larger values belong in a document store; 1 MiB keeps a row under a page of TOAST chunks. */
export const fieldBytesMax = 1_048_576;
/** Bytes of one row of a file. */
export const rowBytesMax = 4_194_304;
/** Columns of one row. Real exports have hundreds; more is a broken delimiter. */
export const columnsMax = 2_000;
/** Bytes of the header of an entry: under 1 KiB, so that leaves stay small enough for every log format and page. */
export const headerBytesMax = 1_023;
/** Bytes of the body of an entry: a row before and after, each character escaped in the worst case. */
export const bodyBytesMax = 67_108_864;
/** The largest id of a log: an entity id has 12 bits for it. */
export const logIdMax = 4_095;
/** Characters of a position's place. A log sequence number takes 16, a GTID 60; with them all a header stays under 1 KiB. */
export const positionBytesMax = 160;
