-- Version 3: events carry their own number, and take places in a signed log.

ALTER TABLE event ALTER COLUMN seq DROP IDENTITY;
CREATE SEQUENCE event_number START WITH (SELECT COALESCE(MAX(seq), 0) + 1 FROM event);

-- Which event stands where in the log: places are given out without gaps, once an event is committed.
CREATE TABLE leaf (
  place BIGINT PRIMARY KEY,
  event BIGINT NOT NULL UNIQUE REFERENCES event (seq)
);

-- The last checkpoint that was signed, so that a log which was put back is noticed.
CREATE TABLE log_head (
  origin VARCHAR(100) PRIMARY KEY,
  size BIGINT NOT NULL,
  root VARCHAR(44) NOT NULL
);
