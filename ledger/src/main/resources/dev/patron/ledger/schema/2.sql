-- Version 2: read-only views for auditors, described in docs/LEDGER.md.

CREATE VIEW quotes AS
SELECT q.event, q.quoted_at, i.run, i.shot, i.attempt, q.round, i.provider, i.token, q.payee, q.units,
  q.usd_micros, q.demand_digest, q.intent
FROM quote q JOIN intent i ON i.id = q.intent;

CREATE VIEW decisions AS
SELECT d.event, d.decided_at, d.run, d.shot, d.round, d.outcome, d.code, d.usd_micros, d.limit_micros,
  d.spent_micros, d.reserved_micros, d.frees_at, d.policy, d.message, d.intent
FROM decision d;

CREATE VIEW payments AS
SELECT i.id AS intent, i.run, i.shot, i.attempt, i.agent, i.provider, i.token, i.authorizer, i.nonce,
  i.payment, i.fulfilment, r.state AS reservation, r.payee, r.units, r.usd_micros, r.moved_units, r.moved_micros,
  r.reserved_at, r.policy, s.valid_before, s.signed_at, r.simulated
FROM intent i
LEFT JOIN reservation r ON r.intent = i.id AND r.round = i.round
LEFT JOIN signed_payment s ON s.intent = i.id;

CREATE VIEW proofs AS
SELECT p.event, i.run, i.shot, i.attempt, p.kind, p.tx, p.block_number, p.block_hash, p.block_time, p.payee,
  p.units, p.final, i.nonce, p.intent
FROM proof p JOIN intent i ON i.id = p.intent;
