-- Version 1: the records. Statements end with a semicolon at the end of a line. Only what H2 and PostgreSQL share.

CREATE TABLE event (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type VARCHAR(40) NOT NULL,
  run VARCHAR(32),
  intent VARCHAR(64),
  recorded_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  body VARCHAR(1000000) NOT NULL,
  hash VARCHAR(64) NOT NULL
);
CREATE INDEX event_by_intent ON event (intent);
CREATE INDEX event_by_run ON event (run);

CREATE TABLE token (
  id VARCHAR(120) PRIMARY KEY,
  symbol VARCHAR(16) NOT NULL,
  network VARCHAR(41) NOT NULL,
  contract VARCHAR(42) NOT NULL,
  decimals INTEGER NOT NULL,
  peg_micros BIGINT NOT NULL
);

CREATE TABLE run (
  id VARCHAR(32) PRIMARY KEY,
  brief_digest VARCHAR(64) NOT NULL,
  market VARCHAR(32) NOT NULL,
  simulated BOOLEAN NOT NULL,
  agent VARCHAR(32) NOT NULL,
  planner VARCHAR(32) NOT NULL,
  budget_micros BIGINT,
  keyed BOOLEAN NOT NULL,
  out_dir VARCHAR(4000) NOT NULL,
  status VARCHAR(16) NOT NULL,
  opened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP(6) WITH TIME ZONE
);

CREATE TABLE run_step (
  run VARCHAR(32) NOT NULL REFERENCES run (id),
  seq INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  body BYTEA NOT NULL,
  recorded_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (run, seq)
);

CREATE TABLE shot (
  run VARCHAR(32) NOT NULL REFERENCES run (id),
  shot VARCHAR(16) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  provider VARCHAR(32) NOT NULL,
  model VARCHAR(100) NOT NULL,
  price_micros BIGINT NOT NULL,
  commitment VARCHAR(64) NOT NULL,
  PRIMARY KEY (run, shot)
);

CREATE TABLE shot_attempt (
  run VARCHAR(32) NOT NULL,
  shot VARCHAR(16) NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  PRIMARY KEY (run, shot),
  FOREIGN KEY (run, shot) REFERENCES shot (run, shot)
);

CREATE TABLE intent (
  id VARCHAR(64) PRIMARY KEY,
  run VARCHAR(32) NOT NULL,
  shot VARCHAR(16) NOT NULL,
  attempt INTEGER NOT NULL,
  agent VARCHAR(32) NOT NULL,
  provider VARCHAR(32) NOT NULL,
  token VARCHAR(120) NOT NULL REFERENCES token (id),
  authorizer VARCHAR(42) NOT NULL,
  nonce VARCHAR(66) NOT NULL UNIQUE,
  payment VARCHAR(12) NOT NULL,
  fulfilment VARCHAR(12) NOT NULL,
  note VARCHAR(200) NOT NULL,
  round INTEGER NOT NULL,
  opened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  UNIQUE (run, shot, attempt),
  FOREIGN KEY (run, shot) REFERENCES shot (run, shot)
);
CREATE INDEX intent_by_payment ON intent (payment);

-- One row for each shot that has a live or settled payment: its primary key is the rule.
CREATE TABLE live_shot (
  run VARCHAR(32) NOT NULL,
  shot VARCHAR(16) NOT NULL,
  intent VARCHAR(64) NOT NULL UNIQUE REFERENCES intent (id),
  PRIMARY KEY (run, shot)
);

CREATE TABLE quote (
  intent VARCHAR(64) NOT NULL REFERENCES intent (id),
  round INTEGER NOT NULL,
  event BIGINT NOT NULL REFERENCES event (seq),
  payee VARCHAR(100) NOT NULL,
  units NUMERIC(78, 0) NOT NULL,
  usd_micros BIGINT NOT NULL,
  demand_digest VARCHAR(64) NOT NULL,
  quoted_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (intent, round)
);

CREATE TABLE decision (
  event BIGINT PRIMARY KEY REFERENCES event (seq),
  run VARCHAR(32) NOT NULL,
  shot VARCHAR(16) NOT NULL,
  intent VARCHAR(64),
  round INTEGER NOT NULL,
  outcome VARCHAR(8) NOT NULL,
  code VARCHAR(40),
  policy VARCHAR(64) NOT NULL,
  usd_micros BIGINT NOT NULL,
  limit_micros BIGINT,
  spent_micros BIGINT,
  reserved_micros BIGINT,
  frees_at TIMESTAMP(6) WITH TIME ZONE,
  message VARCHAR(1000) NOT NULL,
  decided_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX decision_by_run ON decision (run, shot);

CREATE TABLE reservation (
  intent VARCHAR(64) NOT NULL REFERENCES intent (id),
  round INTEGER NOT NULL,
  decision BIGINT NOT NULL,
  simulated BOOLEAN NOT NULL,
  agent VARCHAR(32) NOT NULL,
  run VARCHAR(32) NOT NULL,
  provider VARCHAR(32) NOT NULL,
  token VARCHAR(120) NOT NULL,
  payee VARCHAR(100) NOT NULL,
  units NUMERIC(78, 0) NOT NULL CHECK (units >= 0),
  usd_micros BIGINT NOT NULL CHECK (usd_micros >= 0),
  moved_units NUMERIC(78, 0) NOT NULL CHECK (moved_units >= 0),
  moved_micros BIGINT NOT NULL CHECK (moved_micros >= 0),
  bucket TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  reserved_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  policy VARCHAR(64) NOT NULL,
  state VARCHAR(8) NOT NULL,
  PRIMARY KEY (intent, round)
);
CREATE INDEX reservation_by_agent ON reservation (agent, reserved_at);
CREATE INDEX reservation_by_run ON reservation (run);

CREATE TABLE signed_payment (
  intent VARCHAR(64) PRIMARY KEY REFERENCES intent (id),
  round INTEGER NOT NULL,
  payee VARCHAR(100) NOT NULL,
  units NUMERIC(78, 0) NOT NULL,
  domain_name VARCHAR(100) NOT NULL,
  domain_version VARCHAR(20) NOT NULL,
  valid_before TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  from_block BIGINT NOT NULL,
  signed_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  request BYTEA NOT NULL
);

CREATE TABLE attempt (
  intent VARCHAR(64) NOT NULL REFERENCES intent (id),
  n INTEGER NOT NULL,
  outcome VARCHAR(40) NOT NULL,
  status INTEGER NOT NULL,
  claimed_transaction VARCHAR(66) NOT NULL,
  answered_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (intent, n)
);

CREATE TABLE proof (
  event BIGINT PRIMARY KEY REFERENCES event (seq),
  intent VARCHAR(64) NOT NULL REFERENCES intent (id),
  kind VARCHAR(12) NOT NULL,
  tx VARCHAR(66) NOT NULL,
  block_number BIGINT NOT NULL,
  block_hash VARCHAR(66) NOT NULL,
  block_time TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  payee VARCHAR(42) NOT NULL,
  units NUMERIC(78, 0) NOT NULL,
  final BOOLEAN NOT NULL
);
CREATE INDEX proof_by_intent ON proof (intent);

CREATE TABLE generation (
  intent VARCHAR(64) PRIMARY KEY REFERENCES intent (id),
  handle VARCHAR(200) NOT NULL,
  status VARCHAR(40) NOT NULL,
  progress INTEGER NOT NULL,
  deadline TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  polled_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE TABLE stored_asset (
  intent VARCHAR(64) NOT NULL REFERENCES intent (id),
  n INTEGER NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  media_type VARCHAR(40) NOT NULL,
  bytes BIGINT NOT NULL,
  stored_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (intent, n)
);

CREATE TABLE claim (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event BIGINT NOT NULL REFERENCES event (seq),
  run VARCHAR(32),
  intent VARCHAR(64) UNIQUE,
  provider VARCHAR(32) NOT NULL,
  token VARCHAR(120) NOT NULL,
  units NUMERIC(78, 0) NOT NULL,
  usd_micros BIGINT NOT NULL,
  reason VARCHAR(40) NOT NULL,
  state VARCHAR(12) NOT NULL,
  opened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  closed_at TIMESTAMP(6) WITH TIME ZONE
);

CREATE TABLE frozen (
  scope VARCHAR(64) PRIMARY KEY,
  reason VARCHAR(400) NOT NULL,
  since TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

-- One anchor a budget: locked first, always in the order of its id.
CREATE TABLE anchor (
  id VARCHAR(80) PRIMARY KEY,
  last_time TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  spent_micros BIGINT NOT NULL CHECK (spent_micros >= 0),
  reserved_micros BIGINT NOT NULL CHECK (reserved_micros >= 0)
);

CREATE TABLE bucket (
  anchor VARCHAR(80) NOT NULL REFERENCES anchor (id),
  starts_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  spent_micros BIGINT NOT NULL CHECK (spent_micros >= 0),
  reserved_micros BIGINT NOT NULL CHECK (reserved_micros >= 0),
  PRIMARY KEY (anchor, starts_at)
);

CREATE TABLE posting (
  event BIGINT NOT NULL REFERENCES event (seq),
  line INTEGER NOT NULL,
  source VARCHAR(80) NOT NULL,
  destination VARCHAR(80) NOT NULL,
  token VARCHAR(120) NOT NULL REFERENCES token (id),
  units NUMERIC(78, 0) NOT NULL CHECK (units > 0),
  PRIMARY KEY (event, line)
);

CREATE TABLE account (
  id VARCHAR(80) NOT NULL,
  token VARCHAR(120) NOT NULL REFERENCES token (id),
  balance NUMERIC(78, 0) NOT NULL,
  PRIMARY KEY (id, token),
  CHECK (balance >= 0 OR id LIKE 'equity/%' OR id = 'treasury')
);

CREATE TABLE wallet (
  token VARCHAR(120) NOT NULL REFERENCES token (id),
  address VARCHAR(42) NOT NULL,
  adopted_block BIGINT NOT NULL,
  adopted_hash VARCHAR(66) NOT NULL,
  adopted_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  matched_block BIGINT NOT NULL,
  PRIMARY KEY (token, address)
);

CREATE TABLE movement (
  token VARCHAR(120) NOT NULL REFERENCES token (id),
  tx VARCHAR(66) NOT NULL,
  log_index INTEGER NOT NULL,
  event BIGINT NOT NULL REFERENCES event (seq),
  kind VARCHAR(12) NOT NULL,
  counterparty VARCHAR(42) NOT NULL,
  units NUMERIC(78, 0) NOT NULL,
  block_number BIGINT NOT NULL,
  PRIMARY KEY (token, tx, log_index)
);
