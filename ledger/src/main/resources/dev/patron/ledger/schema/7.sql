-- Version 7: transactions of an account on a chain, which are ordered by a number that is given once.

-- Which intent owns which number of an account: for life, and no intent owns two.
CREATE TABLE account_nonce (
  network VARCHAR(41) NOT NULL,
  sender VARCHAR(42) NOT NULL,
  nonce BIGINT NOT NULL CHECK (nonce >= 0),
  intent VARCHAR(64) NOT NULL UNIQUE REFERENCES intent (id),
  PRIMARY KEY (network, sender, nonce)
);

-- Every transaction that was signed under such a number: the first, and those that were to take its place.
CREATE TABLE account_transaction (
  intent VARCHAR(64) NOT NULL REFERENCES account_nonce (intent),
  n INTEGER NOT NULL CHECK (n >= 1),
  tx VARCHAR(66) NOT NULL UNIQUE,
  coin VARCHAR(120) NOT NULL REFERENCES token (id),
  cost_most NUMERIC(78, 0) NOT NULL CHECK (cost_most >= 0),
  signed_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  request BYTEA NOT NULL,
  PRIMARY KEY (intent, n)
);

-- One row for each number whose payment has neither cost its fee nor died for good: what may yet be taken.
CREATE TABLE account_open (
  intent VARCHAR(64) PRIMARY KEY REFERENCES account_nonce (intent)
);

-- What the network took for it, once its block is final.
CREATE TABLE network_fee (
  intent VARCHAR(64) PRIMARY KEY REFERENCES account_nonce (intent),
  event BIGINT NOT NULL UNIQUE REFERENCES event (seq),
  tx VARCHAR(66) NOT NULL,
  coin VARCHAR(120) NOT NULL REFERENCES token (id),
  units NUMERIC(78, 0) NOT NULL CHECK (units >= 0),
  booked_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX network_fee_by_time ON network_fee (booked_at);
