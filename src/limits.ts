/** Every bound of the product, with its unit and the reason for the number. */

/** Bytes of one field's text. Larger values belong in a document store; 1 MiB keeps a row under a page of TOAST chunks. */
export const fieldBytesMax = 1_048_576;
/** Bytes of one row of a file. */
export const rowBytesMax = 4_194_304;
/** Columns of one row. Real exports have hundreds; more is a broken delimiter. */
export const columnsMax = 2_000;
