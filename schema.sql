-- Generated from migrations/ by: npm run generate

create schema bailiwick;

create schema truth;

create schema truth_personal;

CREATE OR REPLACE FUNCTION bailiwick.amount(value text)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN ((length(split_part(value, ' '::text, 1)) <= 1010) AND (split_part(value, ' '::text, 1) ~ '^-?[0-9]+([.][0-9]+)?(e[+-]?[0-9]{1,3})?$'::text)) THEN (split_part(value, ' '::text, 1))::numeric ELSE NULL::numeric END
;

CREATE OR REPLACE FUNCTION bailiwick.basis_by_fact(golden jsonb, groups json)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT COALESCE(jsonb_object_agg(fact.fact, jsonb_build_object('basis', CASE (g.value ->> 0) WHEN 'a'::text THEN 'authority'::text WHEN 'c'::text THEN 'carried'::text WHEN 'd'::text THEN 'derived'::text WHEN 'f'::text THEN 'fallback'::text WHEN 'h'::text THEN 'held'::text WHEN 'n'::text THEN 'none'::text WHEN 'o'::text THEN 'override'::text ELSE NULL::text END, 'source', (g.value -> 1), 'since', (g.value -> 4))), '{}'::jsonb) AS "coalesce" FROM jsonb_array_elements((basis_by_fact.groups)::jsonb) g(value), jsonb_object_keys(basis_by_fact.golden) fact(fact) WHERE (((g.value -> 6) ? fact.fact) OR (((g.value -> 6) = '0'::jsonb) AND (NOT (EXISTS (SELECT FROM jsonb_array_elements((basis_by_fact.groups)::jsonb) other(value) WHERE ((other.value -> 6) ? fact.fact)))))))
;

CREATE OR REPLACE FUNCTION bailiwick.day(value text)
 RETURNS date
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
begin
  if value !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' or left(value, 4) = '0000' then return null; end if;
  if right(value, 2)::integer > 28 and right(value, 2)::integer > extract(day from
    make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, 1) + interval '1 month' - interval '1 day') then return null;
  end if;
  return make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, right(value, 2)::integer);
end $function$
;

CREATE OR REPLACE FUNCTION bailiwick."float"(value text)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN ((bailiwick.amount(value) = (0)::numeric) OR ((abs(bailiwick.amount(value)) >= 0.000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000005) AND (abs(bailiwick.amount(value)) <= '179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric))) THEN (value)::double precision ELSE NULL::double precision END
;

CREATE OR REPLACE FUNCTION bailiwick.instant(value text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
begin
  if value !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,6})?(Z|[+-](0[0-9]|1[0-5]):[0-5][0-9])?$'
     or left(value, 4) = '0000' then return null; end if;
  if substr(value, 9, 2)::integer > 28 and substr(value, 9, 2)::integer > extract(day from
    make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, 1) + interval '1 month' - interval '1 day') then return null;
  end if;
  return case when value ~ '(Z|[+-][0-9]{2}:[0-9]{2})$' then value else value || 'Z' end::timestamptz;
end $function$
;

CREATE OR REPLACE FUNCTION bailiwick."json"(value text)
 RETURNS json
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL RESTRICTED STRICT
AS $function$
begin
  return value::json;
exception when invalid_text_representation then return null;
end $function$
;

CREATE OR REPLACE FUNCTION bailiwick.whole(value text)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN (value ~ '^-?[0-9]{1,19}$'::text) THEN CASE WHEN (((value)::numeric >= ('-9223372036854775808'::bigint)::numeric) AND ((value)::numeric <= ('9223372036854775807'::bigint)::numeric)) THEN (value)::bigint ELSE NULL::bigint END ELSE NULL::bigint END
;

create table bailiwick.crosswalk (
  index bigint not null,
  log_id smallint not null,
  left_life integer default 0 not null,
  right_life integer default 0 not null,
  left_source text not null,
  left_key text not null,
  right_source text not null,
  right_key text not null,
  state text not null,
  run_id uuid not null,
  constraint crosswalk_pkey PRIMARY KEY (log_id, left_source, left_key, right_source, right_key)
);

create table bailiwick.cursor (
  log_id smallint not null,
  source text not null,
  incarnation integer not null,
  "position" text not null,
  loads bigint default 0 not null,
  updated_at timestamp with time zone not null,
  constraint cursor_pkey PRIMARY KEY (log_id, source)
);

create table bailiwick.decision (
  index bigint not null,
  expected bigint not null,
  given bigint default 0 not null,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  after uuid,
  decision_id uuid not null,
  until_day date not null,
  log_id smallint not null,
  type text not null,
  attribute text not null,
  source text not null,
  cause text not null,
  pattern text not null,
  policy text,
  actor text not null,
  withdrawal bigint,
  withdrawn bigint default 0 not null,
  withdrawn_by text,
  withdrawn_at timestamp with time zone,
  said bytea not null,
  constraint decision_pkey PRIMARY KEY (log_id, decision_id)
);

create table bailiwick.divergence (
  log_id smallint not null,
  entity_id uuid not null,
  fact text not null,
  record_id uuid not null,
  opened bigint not null,
  type text not null,
  attribute text not null,
  source text not null,
  key text,
  golden text,
  held text,
  cause text not null,
  pattern text not null,
  policy text not null,
  since bigint not null,
  was_in_step boolean not null,
  leave text,
  until_day date,
  opened_on date not null,
  opened_at timestamp with time zone not null,
  due_at timestamp with time zone,
  closed bigint,
  closed_at timestamp with time zone,
  how text,
  forgotten boolean default false not null,
  constraint divergence_pkey PRIMARY KEY (log_id, entity_id, fact, record_id, opened)
);

create table bailiwick.duplicate (
  log_id smallint not null,
  left_id uuid not null,
  right_id uuid not null,
  kind text not null,
  type text not null,
  reason text not null,
  state text not null,
  opened bigint not null,
  opened_at timestamp with time zone not null,
  decided bigint,
  constraint duplicate_pkey PRIMARY KEY (log_id, left_id, right_id, kind)
);

create table bailiwick.entity (
  created bigint not null,
  last_index bigint not null,
  updated_at timestamp with time zone not null,
  version integer not null,
  log_id smallint not null,
  entity_id uuid not null,
  merged_into uuid,
  type text not null,
  state text not null,
  golden jsonb not null,
  basis json not null,
  hub jsonb,
  agreed json,
  waiting json,
  waivers json,
  due_at text,
  constraint entity_pkey PRIMARY KEY (log_id, entity_id)
) with (fillfactor=85);

create table bailiwick.entity_state (
  log_id smallint not null,
  entity_id uuid not null,
  version integer not null,
  index bigint not null,
  state jsonb not null,
  constraint entity_state_pkey PRIMARY KEY (log_id, entity_id, version)
);

create table bailiwick.entry (
  index bigint not null,
  previous bigint not null,
  log_id smallint not null,
  header bytea not null,
  salt bytea,
  body bytea,
  constraint entry_pkey PRIMARY KEY (log_id, index)
) partition by RANGE (index);

create table bailiwick.finding (
  log_id smallint not null,
  entity_id uuid not null,
  rule text not null,
  fact text default ''::text not null,
  type text not null,
  severity text not null,
  dimension text not null,
  message text not null,
  opened bigint not null,
  opened_at timestamp with time zone not null,
  constraint finding_pkey PRIMARY KEY (log_id, entity_id, rule, fact)
);

create table bailiwick.follow (
  log_id smallint not null,
  kind text not null,
  what bytea not null,
  after uuid,
  index bigint not null,
  constraint follow_pkey PRIMARY KEY (log_id, kind, what)
);

create table bailiwick.idempotency (
  log_id smallint not null,
  actor text not null,
  key text not null,
  request bytea not null,
  status smallint not null,
  index bigint not null,
  answer jsonb not null,
  created_at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (log_id, actor, key)
);

create table bailiwick.log_commit (
  commits bigint not null,
  next_index bigint not null,
  recorded_at timestamp with time zone not null,
  mark uuid not null,
  log_id smallint not null,
  constraint log_commit_pkey PRIMARY KEY (log_id, commits),
  constraint log_commit_next_index_check CHECK ((next_index > 0))
);

create table bailiwick.log_head (
  model_at bigint default 0 not null,
  calendar text default ''::text not null,
  log_id smallint not null,
  constraint log_head_pkey PRIMARY KEY (log_id)
);

create table bailiwick.lookup (
  log_id smallint not null,
  hash bytea not null,
  record_id uuid not null,
  entity_id uuid not null
);

create table bailiwick.merge (
  log_id smallint not null,
  merged_id uuid not null,
  survivor_id uuid not null,
  index bigint not null,
  records uuid[] not null,
  cause text not null,
  undone bigint,
  constraint merge_pkey PRIMARY KEY (log_id, merged_id, index)
);

create table bailiwick.migration (
  name text not null,
  hash text not null,
  applied_at timestamp with time zone default now() not null,
  constraint migration_pkey PRIMARY KEY (name)
);

create table bailiwick.model (
  log_id smallint not null,
  hash text not null,
  files jsonb not null,
  applied bigint not null,
  applied_at timestamp with time zone not null,
  constraint model_pkey PRIMARY KEY (log_id, applied)
);

create table bailiwick.override (
  log_id smallint not null,
  entity_id uuid not null,
  fact text not null,
  value text,
  subject_id uuid not null,
  said bytea not null,
  since bigint not null,
  set_at timestamp with time zone not null,
  until_day date,
  calendar text not null,
  constraint override_pkey PRIMARY KEY (log_id, entity_id, fact)
);

create table bailiwick.quarantine (
  log_id smallint not null,
  quarantine_id uuid not null,
  source text not null,
  run_id uuid,
  line bigint not null,
  "position" text not null,
  format text not null,
  reasons jsonb not null,
  about bytea not null,
  blob bytea not null,
  digest bytea not null,
  state text not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  retry_run_id uuid,
  row_digest bytea not null,
  constraint quarantine_pkey PRIMARY KEY (log_id, quarantine_id)
);

create table bailiwick.record (
  created bigint not null,
  last_index bigint not null,
  incarnation integer not null,
  life integer default 0 not null,
  log_id smallint not null,
  deleted boolean default false not null,
  former boolean default false not null,
  record_id uuid not null,
  entity_id uuid not null,
  source text not null,
  key text not null,
  valid_from text default ''::text not null,
  valid_to text,
  valid_order text,
  linked_by text not null,
  "position" text not null,
  digest bytea not null,
  claims json not null,
  since json,
  raw json,
  held json,
  links json,
  constraint record_pkey PRIMARY KEY (log_id, source, key, valid_from, life)
);

create table bailiwick.reference (
  log_id smallint not null,
  entity_id uuid not null,
  attribute text not null,
  wants bytea not null,
  target_id uuid,
  constraint reference_pkey PRIMARY KEY (log_id, entity_id, attribute, wants)
);

create table bailiwick.run (
  log_id smallint not null,
  run_id uuid not null,
  kind text not null,
  source text,
  state text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  actor text not null,
  file text,
  as_of text,
  complete boolean default false not null,
  account jsonb default '{}'::jsonb not null,
  reason text,
  spool text,
  row_digest bytea,
  constraint run_pkey PRIMARY KEY (log_id, run_id)
);

create table bailiwick.sealed (
  index bigint not null,
  subject_id uuid,
  log_id smallint not null,
  ordinal smallint not null,
  class text,
  blob bytea not null,
  constraint sealed_pkey PRIMARY KEY (log_id, index, ordinal)
);

create table bailiwick.secret (
  log_id smallint not null,
  name text not null,
  wrapped bytea not null,
  constraint secret_pkey PRIMARY KEY (log_id, name)
);

create table bailiwick.source_count (
  changes bigint not null,
  living bigint not null,
  deleted bigint not null,
  log_id smallint not null,
  source text not null,
  constraint source_count_pkey PRIMARY KEY (log_id, source, changes),
  constraint source_count_deleted_check CHECK ((deleted >= 0)),
  constraint source_count_living_check CHECK ((living >= 0))
);

create table bailiwick.subject_key (
  log_id smallint not null,
  subject_id uuid not null,
  wrapped bytea not null,
  constraint subject_key_pkey PRIMARY KEY (log_id, subject_id)
);

create table bailiwick.token (
  log_id smallint not null,
  token_id uuid not null,
  hash bytea not null,
  name text not null,
  grants jsonb not null,
  created_at timestamp with time zone not null,
  made_by text not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint token_pkey PRIMARY KEY (log_id, token_id),
  constraint token_log_id_hash_key UNIQUE (log_id, hash)
);

create table bailiwick.entry_0 partition of bailiwick.entry FOR VALUES FROM ('0') TO ('50000000');

CREATE INDEX crosswalk_left ON bailiwick.crosswalk USING btree (log_id, left_source, left_key) WHERE (state = 'waiting'::text);

CREATE INDEX crosswalk_right ON bailiwick.crosswalk USING btree (log_id, right_source, right_key) WHERE (state = 'waiting'::text);

CREATE INDEX decision_latest ON bailiwick.decision USING btree (log_id, index);

CREATE INDEX decision_open ON bailiwick.decision USING btree (log_id, index) WHERE ((ended_at IS NULL) OR ((withdrawal IS NOT NULL) AND (withdrawn_at IS NULL)));

CREATE INDEX divergence_due ON bailiwick.divergence USING btree (log_id, due_at) WHERE ((closed IS NULL) AND (due_at IS NOT NULL));

CREATE INDEX divergence_group ON bailiwick.divergence USING btree (log_id, type, attribute, source, cause, pattern) WHERE (closed IS NULL);

CREATE UNIQUE INDEX divergence_open ON bailiwick.divergence USING btree (log_id, entity_id, fact, record_id) WHERE (closed IS NULL);

CREATE INDEX entity_due ON bailiwick.entity USING btree (log_id, due_at, entity_id) WHERE (due_at IS NOT NULL);

CREATE INDEX entity_type ON bailiwick.entity USING btree (log_id, type, entity_id) WHERE (merged_into IS NULL);

CREATE INDEX entity_waiting ON bailiwick.entity USING btree (log_id, entity_id) WHERE (waiting IS NOT NULL);

CREATE INDEX entity_waivers ON bailiwick.entity USING btree (log_id, entity_id) WHERE (waivers IS NOT NULL);

CREATE INDEX idempotency_age ON bailiwick.idempotency USING btree (created_at);

CREATE INDEX lookup_hash ON bailiwick.lookup USING btree (log_id, hash);

CREATE INDEX lookup_record ON bailiwick.lookup USING btree (record_id);

CREATE INDEX merge_survivor ON bailiwick.merge USING btree (log_id, survivor_id) WHERE (undone IS NULL);

CREATE UNIQUE INDEX quarantine_once ON bailiwick.quarantine USING btree (log_id, source, digest) WHERE (state = 'open'::text);

CREATE INDEX quarantine_open ON bailiwick.quarantine USING btree (log_id, source, quarantine_id) WHERE (state = 'open'::text);

CREATE INDEX quarantine_run ON bailiwick.quarantine USING btree (log_id, run_id);

CREATE INDEX record_entity ON bailiwick.record USING btree (log_id, entity_id);

CREATE INDEX reference_target ON bailiwick.reference USING btree (log_id, target_id, entity_id) WHERE (target_id IS NOT NULL);

CREATE INDEX reference_wants ON bailiwick.reference USING btree (log_id, wants) WHERE (target_id IS NULL);

CREATE INDEX run_started ON bailiwick.run USING btree (log_id, started_at DESC, run_id);

-- rights of bailiwick_truth of schema truth: USAGE

-- rights of bailiwick_truth_personal of schema truth: USAGE

-- rights of the owner of schema truth: CREATE, USAGE

-- rights of bailiwick_truth_personal of schema truth_personal: USAGE

-- rights of the owner of schema truth_personal: CREATE, USAGE

-- rights of the owner of table bailiwick.entry: INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER
