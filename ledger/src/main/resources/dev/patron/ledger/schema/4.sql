-- Version 4: whose movement it is, and which incoming transfer a refunded claim was matched with.

ALTER TABLE movement ADD COLUMN wallet VARCHAR(42);

-- Where a token had two wallets nobody can tell; such a transfer stays unmatched.
UPDATE movement SET wallet = (SELECT MIN(w.address) FROM wallet w WHERE w.token = movement.token)
WHERE (SELECT COUNT(*) FROM wallet w WHERE w.token = movement.token) = 1;

-- A transfer is used once, and a claim needs no second one.
CREATE TABLE refund (
  token VARCHAR(120) NOT NULL,
  tx VARCHAR(66) NOT NULL,
  log_index INTEGER NOT NULL,
  claim BIGINT NOT NULL UNIQUE REFERENCES claim (id),
  event BIGINT NOT NULL REFERENCES event (seq),
  PRIMARY KEY (token, tx, log_index),
  FOREIGN KEY (token, tx, log_index) REFERENCES movement (token, tx, log_index)
);
