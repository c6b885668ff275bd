-- Version 6: what other programs buy through the gateway: invoices, and the keys that they come with.

-- A provider of the catalogue has an id; one that sends an invoice is named by its host.
ALTER TABLE shot ALTER COLUMN provider SET DATA TYPE VARCHAR(64);
ALTER TABLE intent ALTER COLUMN provider SET DATA TYPE VARCHAR(64);
ALTER TABLE reservation ALTER COLUMN provider SET DATA TYPE VARCHAR(64);
ALTER TABLE claim ALTER COLUMN provider SET DATA TYPE VARCHAR(64);
ALTER TABLE frozen ALTER COLUMN scope SET DATA TYPE VARCHAR(80);

-- One row for each invoice on an agent's tab, with its terms for life.
CREATE TABLE invoice (
  run VARCHAR(32) NOT NULL,
  shot VARCHAR(16) NOT NULL,
  provider VARCHAR(64) NOT NULL,
  invoice VARCHAR(128) NOT NULL,
  network VARCHAR(16) NOT NULL,
  pay_to VARCHAR(100) NOT NULL,
  payee VARCHAR(100) NOT NULL,
  token VARCHAR(120) NOT NULL REFERENCES token (id),
  units NUMERIC(78, 0) NOT NULL CHECK (units > 0),
  opened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (run, shot),
  UNIQUE (run, provider, invoice),
  FOREIGN KEY (run, shot) REFERENCES shot (run, shot)
);

-- Keys as their SHA-256; the keys themselves are nowhere.
CREATE TABLE api_key (
  id VARCHAR(16) PRIMARY KEY,
  holder VARCHAR(8) NOT NULL,
  subject VARCHAR(64) NOT NULL,
  pay_to VARCHAR(100) NOT NULL,
  hash VARCHAR(64) NOT NULL UNIQUE,
  made_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  revoked_at TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX api_key_by_subject ON api_key (subject);
