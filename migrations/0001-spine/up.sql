create schema bailiwick;
create schema truth;
create schema truth_personal;

-- Reading roles. They belong to the whole server, so another database may have made them already.
do $$
begin
  begin
    create role bailiwick_truth nologin;
  exception when duplicate_object or insufficient_privilege or unique_violation then null;
  end;
  begin
    create role bailiwick_truth_personal nologin;
  exception when duplicate_object or insufficient_privilege or unique_violation then null;
  end;
end $$;
do $$
begin
  if exists (select from pg_roles where rolname = 'bailiwick_truth') then
    grant usage on schema truth to bailiwick_truth;
    execute format('grant connect on database %I to bailiwick_truth', current_database());
  end if;
  if exists (select from pg_roles where rolname = 'bailiwick_truth_personal') then
    grant usage on schema truth, truth_personal to bailiwick_truth_personal;
    execute format('grant connect on database %I to bailiwick_truth_personal', current_database());
  end if;
end $$;

-- Columns of fixed width stand first, widest first: no row is padded.

-- The head of each log. Its row lock is the one place where writers queue, and the row itself hardly ever changes: where it
-- stands the last row of log_commit says. A row that each commit changed would leave as many versions behind as there were
-- commits, and while a transaction is open elsewhere for long, each lock would walk past all of them.
create table bailiwick.log_head (
  model_at bigint not null default 0,   -- The entry that applied the model in force.
  calendar text collate "C" not null default '', -- The moment up to which days have come due, in UTC: 2026-12-01, or 2026-12-01T05:00:00. Empty before the first.
  log_id   smallint primary key
);
-- Where a log stood after each of its last commits; the last one counts, older ones are deleted in passing.
create table bailiwick.log_commit (
  commits     bigint not null,          -- So far, of any writer, with entries or without: whoever prepared work sees that another was faster.
  next_index  bigint not null check (next_index > 0),
  recorded_at timestamptz not null,     -- No entry so far is later.
  mark        uuid not null,            -- Of this very commit: the next one is prepared behind it, and names it.
  log_id      smallint not null,
  primary key (log_id, commits)
);
insert into bailiwick.log_head (log_id) values (1);
insert into bailiwick.log_commit (log_id, commits, next_index, recorded_at, mark)
  values (1, 0, 1, '-infinity', '00000000-0000-8000-8000-000000000000');

create table bailiwick.entry (
  index    bigint not null,
  previous bigint not null,          -- As in the header: the entity's previous entry, so that a history is a walk by key.
  log_id   smallint not null,
  header   bytea not null,
  salt     bytea,                    -- Null, with the body, once destroyed.
  body     bytea,
  primary key (log_id, index)
) partition by range (index);
create table bailiwick.entry_0 partition of bailiwick.entry for values from (0) to (50000000);

create table bailiwick.sealed (
  index      bigint not null,
  subject_id uuid,                   -- Null: the record that the entry's header names.
  log_id     smallint not null,
  ordinal    smallint not null,
  class      text,                   -- Retention class, where it has one.
  blob       bytea not null,
  primary key (log_id, index, ordinal)
);

create table bailiwick.subject_key (
  log_id     smallint not null,
  subject_id uuid not null,
  wrapped    bytea not null,         -- Carries the id of the master key that wraps it.
  primary key (log_id, subject_id)
);

-- What is only ever read whole is json: a third smaller than jsonb, and no work to take apart and put together again.
create table bailiwick.record (
  created     bigint not null,       -- The entry that first recorded it.
  last_index  bigint not null,
  incarnation integer not null,
  life        integer not null default 0, -- Which life of its key it is, where keys are used again: 0, 1, 2, …
  log_id      smallint not null,
  deleted     boolean not null default false,
  former      boolean not null default false, -- Its key has another life by now: it is found by its entity alone.
  record_id   uuid not null,
  entity_id   uuid not null,
  source      text not null,
  key         text not null,
  valid_from  text collate "C" not null default '', -- Since when it is true, as log_head.calendar is written; empty: since ever, and where it is not dated.
  valid_to    text,                  -- Until before when; null: until the next slice of the key.
  valid_order text,                  -- By which the later of two rows of one key and beginning is known.
  linked_by   text not null,         -- hand, crosswalk, source, link, match, new
  position    text not null,         -- Of the last change, in the source's own order.
  digest      bytea not null,
  claims      json  not null,
  since       json ,                 -- Per fact that changed after the record was created: [index, incarnation, position, our own write].
  raw         json ,                 -- Raw text of facts where it differs from the canonical.
  held        json ,                 -- Facts held back at the door: { fact: { code, message } }.
  links       json ,                 -- What its link columns say: { source: key }.
  primary key (log_id, source, key, valid_from, life) -- One row for each slice of a key; all of one life belong to one entity.
);
create index record_entity on bailiwick.record (log_id, entity_id);

create table bailiwick.entity (
  created     bigint not null,
  last_index  bigint not null,
  updated_at  timestamptz not null,
  version     integer not null,
  log_id      smallint not null,
  entity_id   uuid not null,
  merged_into uuid,
  type        text not null,
  state       text not null,         -- active, retired, merged
  golden      jsonb not null,        -- { fact: value }
  basis       json  not null,        -- Groups [basis, source, authority, record, since, hand-over, [facts] or 0: all others]; see store/golden-row.ts.
  hub         jsonb,                 -- Facts entered here: { fact: [value, index] }
  agreed      json,                  -- What people have agreed to, and
  waiting     json,                  -- what waits for them; see store/approvals.ts.
  waivers     json,                  -- Which of its copies may differ, until when; see store/waivers.ts.
  due_at      text collate "C",      -- The next moment at which another slice of one of its records comes into force, or one ends, or leave for a copy to differ does.
  primary key (log_id, entity_id)
) with (fillfactor = 85);
create index entity_waiting on bailiwick.entity (log_id, entity_id) where waiting is not null;
create index entity_waivers on bailiwick.entity (log_id, entity_id) where waivers is not null;
create index entity_due on bailiwick.entity (log_id, due_at, entity_id) where due_at is not null;
create index entity_type on bailiwick.entity (log_id, type, entity_id) where merged_into is null;

-- Every 64th version with all its facts and records, so that a question about the past never folds a long history.
create table bailiwick.entity_state (
  log_id    smallint not null,
  entity_id uuid not null,
  version   integer not null,
  index     bigint not null,
  state     jsonb not null,
  primary key (log_id, entity_id, version)
);

-- By keyed hash: which records hold a value that others match on or refer by.
-- Without a primary key: (log_id, hash, record_id) alone was as large as both indexes, which are what it is asked by.
create table bailiwick.lookup (
  log_id    smallint not null,
  hash      bytea not null,
  record_id uuid not null,
  entity_id uuid not null
);
create index lookup_hash on bailiwick.lookup (log_id, hash);
-- Without the log, so that no plan can take it for the way to a hash.
create index lookup_record on bailiwick.lookup (record_id);

-- Which entities refer to which, or wait for which to arrive.
create table bailiwick.reference (
  log_id      smallint not null,
  entity_id   uuid not null,
  attribute   text not null,
  wants       bytea not null,        -- Keyed hash of what the reference says.
  target_id   uuid,
  primary key (log_id, entity_id, attribute, wants)
);
create index reference_target on bailiwick.reference (log_id, target_id, entity_id) where target_id is not null;
create index reference_wants on bailiwick.reference (log_id, wants) where target_id is null;

-- What has yet to be resolved anew because something else changed. Filled by that change, emptied by a job in bounded batches.
create table bailiwick.follow (
  log_id smallint not null,
  kind   text not null,             -- target: those that refer to the entity `what`; wants: those that wait for the hash `what`; type, match: all of a type; day: all of a type, as a day began
  what   bytea not null,
  after  uuid,                       -- How far the job has come, by entity id.
  index  bigint not null,
  primary key (log_id, kind, what)
);

create table bailiwick.divergence (
  log_id    smallint not null,
  entity_id uuid not null,
  fact      text not null,
  record_id uuid not null,
  opened    bigint not null,
  type      text not null,
  attribute text not null,
  source    text not null,
  key       text,
  golden    text,
  held      text,
  cause     text not null,
  pattern   text not null,
  policy    text not null,
  since     bigint not null,                -- The entry from which the present cause holds.
  was_in_step boolean not null,
  leave     text,                           -- waiver, local: by whose leave it may differ,
  until_day date,                           -- and with which day that ends.
  opened_on date not null,                  -- The day by which the days of leave count.
  opened_at timestamptz not null,
  due_at    timestamptz,                    -- in-transit becomes late at this moment; not while it may differ
  closed    bigint,
  closed_at timestamptz,
  how       text,
  forgotten boolean not null default false, -- Closed, and what was personal of it is no longer here: key, golden, held.
  primary key (log_id, entity_id, fact, record_id, opened)
);
create unique index divergence_open on bailiwick.divergence (log_id, entity_id, fact, record_id) where closed is null;
create index divergence_group on bailiwick.divergence (log_id, type, attribute, source, cause, pattern) where closed is null;
create index divergence_due on bailiwick.divergence (log_id, due_at) where closed is null and due_at is not null;

-- Decisions on whole groups of divergences: made at once, and carried out in bounded pieces by a job, which goes on where it was left.
create table bailiwick.decision (
  index       bigint not null,              -- The entry that says it: what opened later is not meant.
  expected    bigint not null,              -- How many were meant,
  given       bigint not null default 0,    -- how many of them may differ by it; the others had changed when their turn came.
  made_at     timestamptz not null,
  ended_at    timestamptz,                  -- Carried out.
  after       uuid,                         -- How far the job has come, by entity id.
  decision_id uuid not null,
  until_day   date not null,
  log_id      smallint not null,
  type        text not null,
  attribute   text not null,
  source      text not null,
  cause       text not null,
  pattern     text not null,
  policy      text,                         -- Null: whatever the policy.
  actor       text not null,
  withdrawal  bigint,                       -- The entry that takes it back; the job ends what still stands by it.
  withdrawn   bigint not null default 0,    -- How much of the leave that it gave was ended so.
  withdrawn_by text,                        -- The actor of that.
  withdrawn_at timestamptz,                 -- All of it has ended.
  said        bytea not null,               -- By whom and why, sealed under the key of subject decision_id.
  primary key (log_id, decision_id)
);
create index decision_open on bailiwick.decision (log_id, index) where ended_at is null or (withdrawal is not null and withdrawn_at is null);
create index decision_latest on bailiwick.decision (log_id, index);

create table bailiwick.finding (
  log_id    smallint not null,
  entity_id uuid not null,
  rule      text not null,
  fact      text not null default '',
  type      text not null,
  severity  text not null,
  dimension text not null,
  message   text not null,
  opened    bigint not null,
  opened_at timestamptz not null,
  primary key (log_id, entity_id, rule, fact)
);

create table bailiwick.override (
  log_id    smallint not null,
  entity_id uuid not null,
  fact      text not null,
  value     text,
  subject_id uuid not null,
  said      bytea not null,           -- By whom and why, sealed under the key of that subject.
  since     bigint not null,
  set_at    timestamptz not null,
  until_day date,                     -- Null: until the authority changes.
  calendar  text not null,            -- Up to when days had come due, where it ends as the authority changes; else ''.
  primary key (log_id, entity_id, fact)
);

-- Pairs of a crosswalk. Waiting pairs have a side not yet seen.
create table bailiwick.crosswalk (
  index        bigint not null,        -- The entry that says it.
  log_id       smallint not null,
  left_life    integer not null default 0, -- Of the lives of a key a pair means the one in which it was stated.
  right_life   integer not null default 0,
  left_source  text not null,
  left_key     text not null,
  right_source text not null,
  right_key    text not null,
  state        text not null,          -- waiting, applied
  run_id       uuid not null,
  primary key (log_id, left_source, left_key, right_source, right_key)
);
create index crosswalk_right on bailiwick.crosswalk (log_id, right_source, right_key) where state = 'waiting';
create index crosswalk_left on bailiwick.crosswalk (log_id, left_source, left_key) where state = 'waiting';

-- Possible duplicates and moves, and what was decided on them.
create table bailiwick.duplicate (
  log_id     smallint not null,
  left_id    uuid not null,
  right_id   uuid not null,
  kind       text not null,           -- duplicate, move
  type       text not null,
  reason     text not null,           -- Why they may be the same; `by hand` where only a person named them together.
  state      text not null,           -- open, merged, different, moved, gone
  opened     bigint not null,
  opened_at  timestamptz not null,
  decided    bigint,                  -- The entry that says by whom and why, sealed.
  primary key (log_id, left_id, right_id, kind)
);

-- Which records a merge brought to the survivor, so that unmerging restores both.
create table bailiwick.merge (
  log_id      smallint not null,
  merged_id   uuid not null,
  survivor_id uuid not null,
  index       bigint not null,
  records     uuid[] not null,         -- Those that came from the merged entity, by id: keys may be personal.
  cause       text not null,
  undone      bigint,
  primary key (log_id, merged_id, index)
);
create index merge_survivor on bailiwick.merge (log_id, survivor_id) where undone is null;

create table bailiwick.run (
  log_id     smallint not null,
  run_id     uuid not null,
  kind       text not null,            -- load, crosswalk, retry
  source     text,
  state      text not null,            -- running, done, held, passed, failed, discarded
  started_at timestamptz not null,
  ended_at   timestamptz,
  actor      text not null,
  file       text,
  as_of      text,
  complete   boolean not null default false,
  account    jsonb not null default '{}',
  reason     text,
  spool      text,                     -- Where the file of a held run waits, below the data folder.
  row_digest bytea,                    -- A keyed hash of the row as its last change left it, and of how many rows it set aside; null until it has ended once.
  primary key (log_id, run_id)
);
create index run_started on bailiwick.run (log_id, started_at desc, run_id);

-- How far each source has been taken. Saved in the transaction of its data.
create table bailiwick.cursor (
  log_id      smallint not null,
  source      text not null,
  incarnation integer not null,
  position    text not null,
  loads       bigint not null default 0,
  updated_at  timestamptz not null,
  primary key (log_id, source)
);

-- How many records each source has: the row of most changes counts, older ones are deleted in passing.
create table bailiwick.source_count (
  changes bigint not null,
  living  bigint not null check (living >= 0),
  deleted bigint not null check (deleted >= 0),
  log_id  smallint not null,
  source  text not null,
  primary key (log_id, source, changes)
);

create table bailiwick.quarantine (
  log_id        smallint not null,
  quarantine_id uuid not null,
  source        text not null,
  run_id        uuid,
  line          bigint not null,
  position      text not null,
  format        text not null,
  reasons       jsonb not null,
  about         bytea not null,        -- The record's key and, for a CSV line, the header row, sealed like the blob.
  blob          bytea not null,        -- The bytes as they came, sealed under the key of subject quarantine_id.
  digest        bytea not null,        -- A keyed hash of them.
  state         text not null,         -- open, retried, superseded
  created_at    timestamptz not null,
  ended_at      timestamptz,
  retry_run_id  uuid,                  -- The run that took it up again: what it says was still said by who loaded it.
  row_digest    bytea not null,        -- A keyed hash of the row, but for its moments.
  primary key (log_id, quarantine_id)
);
create unique index quarantine_once on bailiwick.quarantine (log_id, source, digest) where state = 'open';
create index quarantine_run on bailiwick.quarantine (log_id, run_id);
create index quarantine_open on bailiwick.quarantine (log_id, source, quarantine_id) where state = 'open';

create table bailiwick.idempotency (
  log_id     smallint not null,
  actor      text not null,
  key        text not null,
  request    bytea not null,
  status     smallint not null,
  index      bigint not null,
  answer     jsonb not null,
  created_at timestamptz not null,
  primary key (log_id, actor, key)
);
create index idempotency_age on bailiwick.idempotency (created_at);

create table bailiwick.token (
  log_id     smallint not null,
  token_id   uuid not null,
  hash       bytea not null,
  name       text not null,
  grants     jsonb not null,           -- [{ role, domains: null for all | [name] }]
  created_at timestamptz not null,
  made_by    text not null,            -- Who made it: the token of an admin, or the product itself.
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (log_id, token_id),
  unique (log_id, hash)
);

create table bailiwick.model (
  log_id     smallint not null,
  hash       text not null,
  files      jsonb not null,
  applied    bigint not null,
  applied_at timestamptz not null,
  primary key (log_id, applied)
);

-- Keys that belong to the whole log: the hash key of lookups, wrapped under the master.
create table bailiwick.secret (
  log_id  smallint not null,
  name    text not null,
  wrapped bytea not null,
  primary key (log_id, name)
);

-- The log only grows: not even the role that serves may change a written entry. (A superuser can; the hashes tell.)
revoke update, delete, truncate on bailiwick.entry, bailiwick.entry_0 from public, current_user;

-- Order-preserving readings of canonical text, for indexes, sorting and typed views. What is not of the form is null, never
-- an error: while a model that changes a type is followed, values of the old type still stand. Bodies name nothing but
-- pg_catalog and what is bound when they are made, so that readers of the views need no right to this schema.
create function bailiwick.amount(value text) returns numeric
  language sql immutable strict parallel safe
  -- A pattern counts to 255 at most, so the length stands beside it: a thousand digits, sign, point and exponent.
  return case when length(split_part(value, ' ', 1)) <= 1010
               and split_part(value, ' ', 1) ~ '^-?[0-9]+([.][0-9]+)?(e[+-]?[0-9]{1,3})?$'
              then split_part(value, ' ', 1)::numeric end;
create function bailiwick.whole(value text) returns bigint
  language sql immutable strict parallel safe
  return case when value ~ '^-?[0-9]{1,19}$'
              then case when value::numeric between -9223372036854775808 and 9223372036854775807 then value::bigint end end;
create function bailiwick.float(value text) returns double precision
  language sql immutable strict parallel safe
  return case when bailiwick.amount(value) = 0
                or abs(bailiwick.amount(value)) between 5e-324 and 1.7976931348623157e308 then value::double precision end;
create function bailiwick.day(value text) returns date
  language plpgsql immutable strict parallel safe as $$
begin
  if value !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' or left(value, 4) = '0000' then return null; end if;
  if right(value, 2)::integer > 28 and right(value, 2)::integer > extract(day from
    make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, 1) + interval '1 month' - interval '1 day') then return null;
  end if;
  return make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, right(value, 2)::integer);
end $$;
-- Without an offset it is taken as UTC.
create function bailiwick.instant(value text) returns timestamptz
  language plpgsql immutable strict parallel safe as $$
begin
  if value !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,6})?(Z|[+-](0[0-9]|1[0-5]):[0-5][0-9])?$'
     or left(value, 4) = '0000' then return null; end if;
  if substr(value, 9, 2)::integer > 28 and substr(value, 9, 2)::integer > extract(day from
    make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, 1) + interval '1 month' - interval '1 day') then return null;
  end if;
  return case when value ~ '(Z|[+-][0-9]{2}:[0-9]{2})$' then value else value || 'Z' end::timestamptz;
end $$;
create function bailiwick.json(value text) returns json
  language plpgsql immutable strict parallel restricted as $$
begin
  return value::json;
exception when invalid_text_representation then return null;
end $$;
-- The basis of each fact by its name, of the groups in which an entity's row holds them, each basis by one letter; one group
-- says 0 instead of its facts: all that no other names.
create function bailiwick.basis_by_fact(golden jsonb, groups json) returns jsonb
  language sql immutable strict parallel safe
  return (select coalesce(jsonb_object_agg(fact, jsonb_build_object('basis', case g ->> 0 when 'a' then 'authority' when 'c' then 'carried' when 'd' then 'derived' when 'f' then 'fallback'
                                                 when 'h' then 'held' when 'n' then 'none' when 'o' then 'override' end, 'source', g -> 1, 'since', g -> 4)), '{}')
          from jsonb_array_elements(groups::jsonb) g, jsonb_object_keys(golden) fact
          where g -> 6 ? fact
             or g -> 6 = '0' and not exists (select from jsonb_array_elements(groups::jsonb) other where other -> 6 ? fact));
