-- Version 5: policy revisions are events, claims are numbered before they are written, and events hold all that happened.

-- Which event holds the whole text of a policy revision: one row for each digest.
CREATE TABLE policy (
  digest VARCHAR(64) PRIMARY KEY,
  event BIGINT NOT NULL UNIQUE REFERENCES event (seq)
);

ALTER TABLE claim ALTER COLUMN id DROP IDENTITY;
CREATE SEQUENCE claim_number START WITH (SELECT COALESCE(MAX(id), 0) + 1 FROM claim);

-- Events up to this one were written before every field was asked of them.
INSERT INTO meta (name, text) SELECT 'complete_after', CAST(COALESCE(MAX(seq), 0) AS VARCHAR(40)) FROM event;
