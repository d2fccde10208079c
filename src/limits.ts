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

/** Milliseconds between two looks at something that has no signal to wait for. */
export const pollMs = 20;
/** Milliseconds until PostgreSQL answers: after a kill it first replays up to 4 GB of its log. */
export const databaseStartMs = 300_000;
/** Milliseconds for an orderly stop, the last checkpoint included, before PostgreSQL is ended the hard way. */
export const databaseStopMs = 60_000;
/** Bytes of PostgreSQL's own log before it is set aside at the next start. */
export const databaseLogBytesMax = 10_485_760;
/** Milliseconds of one statement, and of waiting, within a transaction of ours: none outlives five seconds. */
export const transactionMs = 5_000;
/** Milliseconds of one reading statement; what takes longer is to be read in ranges. */
export const readMs = 30_000;
/**
 * Milliseconds of one list that rows are looked through for, because it is asked by what is not indexed: a million
 * small ones take three or four. Whoever waits longer is better served by an index.
 */
export const scanMs = 5_000;
/** Such lists at once: as many as leave a small machine something to do for others. */
export const scannersMax = 3;
/** Connections that read. 32 clients at once share them; more than this only queue in PostgreSQL instead of here. */
export const readersMax = 12;
/** Keys of one statement that answers several questions at once: more would only make the first wait for the last. */
export const gatheredKeysMax = 64;
/** Statements of one kind of question under way at once. Of 1, 2, 3 and 6, with 32 clients on 2 processors, 3 was best by little. */
export const gatheredUnderWayMax = 3;
/** Connections that write. Writers queue on the head of the log, so few are busy at a time. */
export const writersMax = 6;
/** Milliseconds of waiting for a connection of the pool, or for the server to take one. */
export const connectMs = 10_000;

/** Bytes of a row that cannot be read and is kept whole in quarantine; a larger one stops the run, as it cannot be kept. */
export const quarantineBytesMax = 67_108_864;
/** Levels of objects and arrays within one row. Records are shallow; the reader is recursive. */
export const jsonDepthMax = 64;
/** Bytes taken from a stream at a time: large enough to be fast, small enough that a batch stays small. */
export const readBytesMax = 262_144;
/** Bytes of a Parquet file set aside on disk while it is read from a stream. */
export const spoolBytesMax = 8_589_934_592;

/** Characters of one model file. The largest model of a big organisation is some 200 kB in all; this much is checked well within a second. */
export const modelFileCharsMax = 524_288;
/** Files of one model folder; one per entity type is usual. */
export const modelFilesMax = 2_000;
/** Values of one YAML document, aliases counted each time they stand: a few bytes must not become gigabytes. */
export const modelNodesMax = 250_000;
/** Entries of one entity that a test written from a live case tells, the last ones: read in some pages, and more than all but a few entities have. */
export const caseEntriesMax = 2_000;
/** Entities that such a test tells of: the one asked about, and those that it refers to over however many others. */
export const caseEntitiesMax = 100;
/** Depth of nesting in a model file; the deepest construct of the language needs 8. */
export const modelDepthMax = 32;
/** Faults of one model that are told; nobody reads further, and most come from one cause. */
export const faultsMax = 1_000;
/** Copies of copies of a fact, one behind the other. Each is a reference to be followed on every change. */
export const copyStepsMax = 8;
/** Elements of a list. A list of more is read by nobody; its elements are entities of their own. */
export const listElementsMax = 10_000;
/** Elements of one list that are facts of their own: each is resolved, stored and compared by itself. */
export const elementFactsMax = 1_000;
/** Match keys of one record by one rule: of lists each element is one. More would tie half the world together. */
export const matchKeysMax = 100;
/** Plans of such elements that are kept: some thousand, as many keys come back (issuers, locales), and no more. */
export const elementPlansMax = 4_096;
/** Characters of the key of such an element: with the name of the list it is the name of a fact, which has 256. */
export const elementKeyCharsMax = 190;
/** Named types that stand for named types, one behind the other; deeper nobody finds what is meant. */
export const namedTypeStepsMax = 8;

/** UTF-16 units of one expression of the model. A longer one is a program, and belongs into a system. */
export const expressionTextMax = 4_000;
/** Nodes of one expression: bounds the work of one evaluation. */
export const expressionNodesMax = 1_000;
/** Depth of one expression: far below what a stack of 1 MB holds, above what people write in chains of `||`. */
export const expressionDepthMax = 250;
/** Digits of a decimal number, before and after the point. As a value it is refused beyond; in an expression it is null. */
export const decimalDigitsMax = 1_000;
/** States of the automaton of one pattern of `matches`, after repetitions are written out. RE2's own bound on `{n}`. */
export const patternStatesMax = 1_000;
/** Characters of a text times states of the pattern: about a second at worst. What needs more gives null. */
export const patternWorkMax = 5_000_000;
/** Bytes, unpacked, of the part of a row group that is held at once; in memory it takes some times as much. */
export const parquetSliceBytes = 16_777_216;
/** Bytes of one column of a row group as stored, which has to be held as a whole. */
export const parquetChunkBytesMax = 268_435_456;
/** Bytes of the rows of one batch, past which it is handed on though it holds fewer rows than were asked for. */
export const batchBytesMax = 8_388_608;
/** Bytes of the head of a file in which its delimiter is looked for. */
export const headBytesMax = 65_536;
/** UTF-8 bytes of a record key. An index entry of PostgreSQL holds at most 2,704 bytes, and the source's name goes in too. */
export const keyBytesMax = 1_024;
/** Characters of an e-mail address: RFC 5321 allows 64 before the at sign and 255 after. */
export const emailCharsMax = 320;
/** Characters of a telephone number, with separators and extension. */
export const phoneCharsMax = 64;
/** Characters of a URL. Browsers and proxies begin to refuse beyond. */
export const urlCharsMax = 8_192;
/** Small writes that share one commit. 32 clients fill half of it; more would only lengthen the wait of the first. */
export const smallGroupMax = 64;
/** Groups of small writes under way at once: one is being committed while the next reads and decides. */
export const groupsUnderWayMax = 2;
/** Commits whose written rows are remembered, to tell whether work prepared meanwhile still stands. */
export const recentCommitsMax = 64;
/** Rows that say where a log stood after its last commits: at least so many are kept, and at most twice as many. */
export const commitsKept = 64;
/** Milliseconds for which a commit of a load aims to hold the head of the log: what an interactive write may wait for. */
export const lockHeldMs = 40;
/** Records of one commit of a load: below this the fixed cost of a commit rules, above it nothing is gained. */
export const batchRecordsMin = 64;
export const batchRecordsMax = 2_000;
/** Batches of a load under way at once: one commits while the next is prepared. */
export const loadsInFlight = 2;
/** Living records from which a guard judges shares: of fewer, one record more or less would hold a run. */
export const guardRecordsMin = 20;
/** Keys that one run remembers, to find keys that come twice and keys that are gone: about 100 bytes each. */
export const runKeysMax = 5_000_000;
/** Records that a dry run changes: it holds them with all that they make, about 14 kB each of 20 fields. */
export const dryRunRecordsMax = 50_000;
/** Levels above an entity that one answer shows. */
export const hierarchyLevelsMax = 100;
/** References that one answer follows. */
export const expandedMax = 20;
/** Entities that one path along a list answers with. Each is a row; more are a list of their own. */
export const expandedEntitiesMax = 500;
/** Entities that one commit resolves anew because another one changed: about 40 ms under the lock. */
export const followPageMax = 200;
/** Subject keys wrapped anew in one transaction: at 10 µs each well under its bound. */
export const rotationPageMax = 5_000;
/** Entries of one partition of the log: about 50 GB with their bodies, a size that dumps and freezes in one go. */
export const entriesPerPartition = 50_000_000;
/** Entries before a partition is full at which the next one is made: hours of the fastest load. */
export const partitionAhead = 1_000_000;

/** Items of one page of an answer. Clients that want all follow the cursor. */
export const pageItemsMax = 500;
/** Characters of a cursor or reference. The longest key that a source may have fits. */
export const referenceCharsMax = 8_192;
/** Conditions of one filter, and values of one `in`: beyond, the reader wants the SQL views. */
export const conditionsMax = 20;
export const conditionValuesMax = 200;
/** Entries of which one step of a verification holds in memory, some 2 kB each. */
export const verifyEntriesMax = 2_000;
/** Rows of which a verification holds the replayed history in memory at once, some 3 kB each. */
export const verifyGroupRows = 60_000;
/** Entities of one page of a verification, with their records and histories. */
export const verifyEntitiesMax = 200;
/** Divergences of a group that are compared again to suggest a change of the model. */
export const suggestSampleMax = 2_000;
/** Entities of which what is due turns late in one transaction. */
export const latePageMax = 1_000;
/** Entries of which one page of a history looks for changes of one fact, before it hands on a cursor. */
export const historyEntriesMax = 2_000;
/** Commits of a load between two looks at whether a table has outgrown what the planner knows of it: 0.5 ms each. */
export const statisticsEveryCommits = 8;
/** Characters of a name (of a type, an attribute, a source, a token, a file) in a request. */
export const nameCharsMax = 256;
/** Characters of what names an entity, of a cursor, and of one condition: a key may be a whole composite. */
export const refCharsMax = 2_048;
/** Characters of the reason of a decision. */
export const reasonCharsMax = 2_000;
/** Items of one page, where nothing is asked for. */
export const pageItemsDefault = 50;
/** Characters of a filter as a request writes it. */
export const filterCharsMax = 8_192;
/** Domains of one grant. */
export const grantDomainsMax = 64;
/** Bytes of a request's body that is JSON: a model of 2,000 files is the largest. Loads stream and have no such bound. */
export const jsonBodyBytesMax = 16_777_216;
/** Bytes of the request line and headers together; a path of 100 kB is refused before it is read to its end. */
export const headerBytesOfRequestMax = 16_384;
/** Milliseconds until a request has sent its headers. */
export const requestHeadersMs = 15_000;
/** Milliseconds for which a client may send nothing in the midst of a request. */
export const requestIdleMs = 60_000;
/** Milliseconds for which a token is known without asking the database: what revoking in another process takes at most. */
export const tokenKnownMs = 2_000;
/** Tokens that are known at a time. */
export const tokensKnownMax = 10_000;
/** Streams of events at a time: each costs a page of entries in memory. */
export const eventStreamsMax = 100;
/** Streams of events of one token at a time, so that one reader leaves room for the others. */
export const eventStreamsOfOneMax = 20;
/** Entries read at a time for a stream of events, and bytes that wait for a slow reader before reading on. */
export const eventPageMax = 200;
/** Milliseconds between two looks for entries that another process wrote. */
export const eventPollMs = 250;
/** Milliseconds between two signs of life on a stream where nothing happens: below the 30 s of most proxies. */
export const eventHeartbeatMs = 15_000;
/** Days for which the answer to a request is kept under its Idempotency-Key. */
export const idempotencyDays = 7;
/** Characters of an Idempotency-Key. */
export const idempotencyKeyCharsMax = 200;
/** Milliseconds between two looks of a job that found nothing to do; a commit here wakes it before. */
export const jobPollMs = 1_000;
/** Milliseconds of a job that is done by the calendar: overrides that end, answers that are forgotten. */
export const jobCalendarMs = 60_000;
/** Milliseconds that a job waits after errors in a row: doubled from the first to the second bound. */
export const jobRetryMsMin = 250;
export const jobRetryMsMax = 30_000;
/** Milliseconds for requests under way to come to their end when the server stops. */
export const stopRequestsMs = 10_000;
/** Days for which a person may let a copy differ: whoever needs it for longer declares it in the model, or asks again. */
export const waiverDaysMax = 366;
/** Entities whose copies one commit of a decision on a group lets differ: about 20 ms under the lock. */
export const decisionPageMax = 200;
/** Entities whose overrides one commit of the calendar ends, or whose records it brings into force. */
export const duePageMax = 100;
/** Milliseconds for which a writer asks whether a COMMIT happened whose answer was lost: a restart of the database takes less. */
export const commitUnknownMs = 30_000;
/** Milliseconds between two such questions. */
export const commitAskAgainMs = 200;
/** Moments of entries kept in memory: about 80 bytes each. */
export const momentsKeptMax = 200_000;
/** Quarantined rows that are looked at at a time, to see which of them came in since. */
export const quarantinePageMax = 1_000;
/** Observations applied before others have their turn: about 2 ms. */
export const observationsPerTurn = 32;
/** Milliseconds for which a command waits for a server that starts or ends on its data: a start takes 2 s, on a machine that is busy besides ten times that, and others may wait before it. */
export const serverStartsMs = 120_000;
/** Milliseconds between two looks whether it has. */
export const serverLookMs = 200;
/** Milliseconds within which a server on this machine says that it is there; one that is too busy for that is waited for. */
export const serverAnswersMs = 5_000;
/** Milliseconds that a load waits for another of its source to end before it is refused: well below the 60 s of most proxies. */
export const sourceWaitMs = 30_000;
/** Distinct values kept of each column while files are profiled: counts beyond are right to about 2 %, at some 300 kB a column. */
export const profileValuesKept = 2_048;
/** Rows kept for each guess that is put to the test on them: enough to tell 1 % from 3 %. */
export const profileRowsKept = 2_000;
/** Records of which a first report is made: about 1.5 kB each in memory. Of more, an even share of the entities is looked at. */
export const rehearsedRecordsMax = 200_000;
/** Files that one model is started from: each is compared with each other. */
export const startFilesMax = 40;
/** Entities of one value that are looked at when records are matched anew, the oldest; more only where the model's `at-most` asks for it. */
export const matchedAnewMax = 16;
