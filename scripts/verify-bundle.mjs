#!/usr/bin/env node
// Checks a bundle of ledger events without the program that made it: `node verify-bundle.mjs BUNDLE.json [VERIFIER_KEY]`
//
// A bundle holds the events of one payment, and for each a proof that it stands in a log whose head was signed. This checks
//   1. that the log's key signed the head           C2SP signed-note, Ed25519 (RFC 8032)
//   2. that the head is one of this log             C2SP tlog-checkpoint
//   3. that the event's bytes lead to its root      RFC 6962 section 2.1, by the steps of RFC 9162 section 2.1.3.2
//   4. that the events are those of one payment, in order, each state with what must come before it    docs/EVENTS.md
//   5. that where the payment stands follows from them
//   6. that what was signed is the payer's, for this payee and amount: EIP-712 and EIP-3009, or EIP-1559 and ERC-20,
//      by Keccak-256 and secp256k1 (SEC 1, section 4.1.6), both written out below
//
// What a bundle cannot show is that nothing came after: a reversal or a claim can be left out with all that rests on it.
// Only `ledger verify` of the whole log shows that.
//
// A bundle brings its own key. That key proves nothing unless you know it: give the one you got elsewhere, or compare.
// `--events-only` stops after 3, for events of any kind. Exits 0 if everything holds, 5 and names the first thing that does
// not, 2 if it was not asked properly.

import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

class Bad extends Error {}

function need(holds, otherwise) {
  if (!holds) throw new Bad(otherwise);
}

// ---- bytes ----

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const leafHash = (entry) => sha256(Buffer.of(0x00), entry);
const nodeHash = (left, right) => sha256(Buffer.of(0x01), left, right);

/** Base64 has one spelling here: padded, nothing else in it, unused bits zero. */
function fromBase64(text, length) {
  const bytes = Buffer.from(text, "base64");
  need(bytes.toString("base64") === text, `\`${text}\` is not base64`);
  need(length === undefined || bytes.length === length, `\`${text}\` is not ${length} bytes`);
  return bytes;
}

/** A decimal number without sign or leading zeros; a tree may be larger than a double can count. */
function fromDecimal(text) {
  need(/^(0|[1-9][0-9]{0,18})$/.test(text), `\`${text}\` is not a decimal number`);
  return BigInt(text);
}

// ---- the key: name+hash+base64(0x01 || 32 bytes) ----

function readKey(text) {
  const [, name, id, rest] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  need(name, `\`${text}\` is not a verifier key`);
  const typed = fromBase64(rest, 33);
  need(typed[0] === 0x01, "the verifier key is not for Ed25519");
  const computed = sha256(Buffer.from(name + "\n"), typed).subarray(0, 4);
  need(computed.toString("hex") === id, "the verifier key's hash is not that of its name and key");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), typed.subarray(1)]);
  return { name, id: computed, key: createPublicKey({ key: spki, format: "der", type: "spki" }) };
}

// ---- the signed head: origin, size, root, an empty line, signatures ----

function readHead(note, trusted, origin) {
  const gap = note.lastIndexOf("\n\n");
  need(gap > 0 && note.endsWith("\n"), "the checkpoint is not a signed note");
  need(!/[\x00-\x09\x0b-\x1f]/.test(note), "the checkpoint holds control characters");
  const text = note.slice(0, gap + 1);
  const lines = note.slice(gap + 2, -1).split("\n");
  const signatures = lines.map((line) => /^\u2014 (\S+) (\S+)$/.exec(line));
  need(signatures.every(Boolean), "the checkpoint has a line that is no signature");
  const ours = signatures
    .map(([, name, base64]) => ({ name, bytes: fromBase64(base64) }))
    .filter(({ name, bytes }) => name === trusted.name && bytes.subarray(0, 4).equals(trusted.id));
  need(ours.length > 0, "the checkpoint is not signed by the verifier key");
  const isSigned = ({ bytes }) => verify(null, Buffer.from(text), trusted.key, bytes.subarray(4));
  need(ours.every(isSigned), "the checkpoint's signature is wrong");
  const [name, size, root, ...more] = text.slice(0, -1).split("\n");
  need(more.length === 0 && root !== undefined, "the checkpoint has not three lines");
  need(name === origin, `the checkpoint is of \`${name}\`, not of \`${origin}\``);
  return { size: fromDecimal(size), root: fromBase64(root, 32) };
}

// ---- the proof: a header, the index, the hashes from the leaf's sibling upward, an empty line, the head ----

function readProof(text, trusted, origin) {
  const gap = text.indexOf("\n\n");
  need(gap > 0, "the proof has no checkpoint");
  const [header, index, ...path] = text.slice(0, gap).split("\n");
  need(header === "c2sp.org/tlog-proof@v1", "the proof is not a tlog-proof, version 1");
  need(index?.startsWith("index "), "the proof has no index");
  return {
    index: fromDecimal(index.slice("index ".length)),
    path: path.map((hash) => fromBase64(hash, 32)),
    head: readHead(text.slice(gap + 2), trusted, origin),
  };
}

/** The root that the path leads to from a leaf, or undefined if a tree of that size has no such path. */
function rootFrom(leaf, index, size, path) {
  if (index >= size) return undefined;
  let [at, last, reached] = [index, size - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return undefined;
    if (at % 2n === 1n || at === last) {
      reached = nodeHash(sibling, reached);
      while (at % 2n === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else {
      reached = nodeHash(reached, sibling);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n ? reached : undefined;
}

// ---- JSON that no two readers understand differently: UTF-8, no name twice in an object, at most 32 deep ----

function readJson(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const value = JSON.parse(text);
  const open = [];
  let name;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    if (token === "{" || token === "[") {
      open.push(new Set());
      need(open.length <= 32, "it nests deeper than 32");
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ":") {
      need(!open.at(-1).has(name), `it names \`${name}\` twice`);
      open.at(-1).add(name);
    } else if (token !== ",") {
      name = JSON.parse(token);
    }
  }
  return value;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const hasMembers = (value, names) =>
  isObject(value) && Object.keys(value).sort().join() === [...names].sort().join();

// ---- Keccak-256, as Ethereum pads it (the Keccak submission, not FIPS 202) ----

const WORD = (1n << 64n) - 1n;
const turned = (lane, by) => ((lane << by) | (lane >> (64n - by))) & WORD;

const ROUNDS = (() => {
  let state = 1;
  const bit = () => {
    const out = state & 1;
    state = state & 0x80 ? (state << 1) ^ 0x171 : state << 1;
    return BigInt(out);
  };
  return Array.from({ length: 24 }, () => {
    let constant = 0n;
    for (let j = 0n; j < 7n; j++) constant |= bit() << ((1n << j) - 1n);
    return constant;
  });
})();

function permute(lanes) {
  for (const constant of ROUNDS) {
    const column = [0, 1, 2, 3, 4].map((x) => [0, 5, 10, 15, 20].reduce((sum, y) => sum ^ lanes[x + y], 0n));
    for (let i = 0; i < 25; i++) lanes[i] ^= column[(i + 4) % 5] ^ turned(column[(i + 1) % 5], 1n);
    let [x, y, kept] = [1, 0, lanes[1]];
    for (let t = 1n; t <= 24n; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      [kept, lanes[x + 5 * y]] = [lanes[x + 5 * y], turned(kept, ((t * (t + 1n)) / 2n) % 64n)];
    }
    for (let row = 0; row < 25; row += 5) {
      const five = lanes.slice(row, row + 5);
      for (let i = 0; i < 5; i++) lanes[row + i] = five[i] ^ (~five[(i + 1) % 5] & WORD & five[(i + 2) % 5]);
    }
    lanes[0] ^= constant;
  }
}

function keccak(...parts) {
  const rate = 136;
  const bytes = Buffer.concat(parts);
  const padded = Buffer.alloc((Math.floor(bytes.length / rate) + 1) * rate);
  bytes.copy(padded);
  padded[bytes.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  const lanes = new Array(25).fill(0n);
  for (let block = 0; block < padded.length; block += rate) {
    for (let i = 0; i < rate / 8; i++) lanes[i] ^= padded.readBigUInt64LE(block + 8 * i);
    permute(lanes);
  }
  const digest = Buffer.alloc(32);
  for (let i = 0; i < 4; i++) digest.writeBigUInt64LE(lanes[i], 8 * i);
  return digest;
}

// ---- secp256k1: y^2 = x^3 + 7 over the integers modulo P, with a generator of order N (SEC 2) ----

const P = 2n ** 256n - 2n ** 32n - 977n;
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const G = [
  0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
];
const modulo = (number, by) => ((number % by) + by) % by;

function power(base, exponent) {
  let result = 1n;
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % P;
    base = (base * base) % P;
  }
  return result;
}

function inverse(number, by) {
  let [a, b, x, y] = [modulo(number, by), by, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return modulo(x, by);
}

function plus(one, other) {
  if (!one || !other) return one ?? other;
  if (one[0] === other[0] && one[1] !== other[1]) return undefined;
  const slope =
    one[0] === other[0]
      ? 3n * one[0] * one[0] * inverse(2n * one[1], P)
      : (other[1] - one[1]) * inverse(other[0] - one[0], P);
  const x = modulo(slope * slope - one[0] - other[0], P);
  return [x, modulo(slope * (one[0] - x) - one[1], P)];
}

function times(point, number) {
  let sum;
  for (; number > 0n; number >>= 1n) {
    if (number & 1n) sum = plus(sum, point);
    point = plus(point, point);
  }
  return sum;
}

const asNumber = (bytes) => BigInt(`0x0${bytes.toString("hex")}`);
const asWord = (number) => Buffer.from(BigInt(number).toString(16).padStart(64, "0"), "hex");

/** The address whose key made a signature; odd says which of two points its r stands for. */
function signer(digest, r, s, odd) {
  need(r > 0n && r < N && s > 0n && s < N, "the signature is no signature");
  const squared = modulo(r ** 3n + 7n, P);
  const root = power(squared, (P + 1n) / 4n);
  need((root * root) % P === squared, "the signature leads to no key");
  const point = [r, root % 2n === (odd ? 1n : 0n) ? root : P - root];
  const over = inverse(r, N);
  const key = plus(times(point, modulo(s * over, N)), times(G, modulo(-asNumber(digest) * over, N)));
  need(key, "the signature leads to no key");
  return `0x${keccak(asWord(key[0]), asWord(key[1])).subarray(12).toString("hex")}`;
}

// ---- RLP: one item, its content, and where the next begins ----

function item(bytes, at) {
  const first = bytes[at];
  need(first !== undefined, "a transaction is cut short");
  if (first < 0x80) return { content: bytes.subarray(at, at + 1), end: at + 1 };
  const short = first < 0xb8 || (first >= 0xc0 && first < 0xf8);
  const base = first < 0xc0 ? 0x80 : 0xc0;
  const digits = short ? 0 : first - base - 55;
  const length = short ? first - base : Number(asNumber(bytes.subarray(at + 1, at + 1 + digits)));
  const begin = at + 1 + digits;
  need(begin + length <= bytes.length, "a transaction is cut short");
  return { content: bytes.subarray(begin, begin + length), end: begin + length, isList: first >= 0xc0 };
}

function items(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const one = item(bytes, at);
    found.push({ ...one, raw: bytes.subarray(at, one.end) });
    at = one.end;
  }
  return found;
}

function listOf(content) {
  const length = content.length;
  const digits = Buffer.from(length.toString(16).padStart(2 * Math.ceil(length.toString(16).length / 2), "0"), "hex");
  const head = length < 56 ? Buffer.of(0xc0 + length) : Buffer.concat([Buffer.of(0xf7 + digits.length), digits]);
  return Buffer.concat([head, content]);
}

/** A signed EIP-1559 transaction: 0x02, then chain, number, tip, most, gas, to, coins, data, access list, v, r, s. */
function readTransaction(raw) {
  need(isText(raw) && /^0x([0-9a-f]{2})+$/.test(raw), "a transaction is not hexadecimal digits");
  const bytes = Buffer.from(raw.slice(2), "hex");
  const outer = item(bytes, 1);
  need(bytes[0] === 2 && outer.isList && outer.end === bytes.length, "a transaction is not of EIP-1559");
  const fields = items(outer.content);
  need(fields.length === 12, "a transaction has not twelve fields");
  const digest = keccak(Buffer.of(2), listOf(Buffer.concat(fields.slice(0, 9).map((field) => field.raw))));
  const number = (n) => asNumber(fields[n].content);
  return {
    hash: `0x${keccak(bytes).toString("hex")}`,
    from: signer(digest, number(10), number(11), number(9) === 1n),
    chain: number(0),
    number: number(1),
    to: `0x${fields[5].content.toString("hex")}`,
    coins: number(6),
    data: `0x${fields[7].content.toString("hex")}`,
  };
}

// ---- the events of one payment ----

const STEPS = {
  "": ["INTENT"],
  INTENT: ["QUOTED", "ABANDONED", "UNCHARGED", "UNKNOWN"],
  QUOTED: ["DENIED", "RESERVED", "ABANDONED", "UNCHARGED", "UNKNOWN"],
  RESERVED: ["AUTHORIZED", "VOIDED", "UNKNOWN"],
  AUTHORIZED: ["UNKNOWN"],
  UNKNOWN: ["UNKNOWN", "SETTLED", "EXPIRED", "CANCELLED"],
  SETTLED: ["SETTLED", "REVERSED", "UNKNOWN"],
  REVERSED: ["UNKNOWN", "SETTLED", "EXPIRED", "CANCELLED"],
};
for (const idle of ["DENIED", "VOIDED", "ABANDONED", "UNCHARGED"]) {
  STEPS[idle] = ["QUOTED", "ABANDONED", "UNCHARGED", "UNKNOWN"];
}
const GOODS = {
  NONE: ["GENERATING", "NO_HANDLE"],
  GENERATING: ["DELIVERED", "FAILED", "OVERDUE"],
  OVERDUE: ["GENERATING", "DELIVERED"],
  NO_HANDLE: ["GENERATING", "DELIVERED"],
  FAILED: ["GENERATING", "DELIVERED"],
  DELIVERED: [],
};
const OWED = ["FAILED", "OVERDUE", "NO_HANDLE"];
const OF_THE_SHOT = ["run_opened", "shot_planned", "decided", "refused", "delivered", "erased", "invoiced"];

const said = (event, member) => (isText(event?.[member]) ? event[member] : "");
const account = (payee) => payee.slice(payee.lastIndexOf(":") + 1);

/** The payment state that an event leads to; empty for events that do not move it. */
function nextState(event, was) {
  switch (event.type) {
    case "intended": return "INTENT";
    case "quoted": return "QUOTED";
    case "reserved": return "RESERVED";
    case "authorized": return "AUTHORIZED";
    case "voided": return "VOIDED";
    case "left": return said(event, "to");
    case "recovered": return "UNKNOWN";
    case "proved": return said(event, "kind");
    case "decided":
    case "refused": return was === "QUOTED" && event.outcome === "DENY" ? "DENIED" : "";
    case "answered": return was === "AUTHORIZED" ? "UNKNOWN" : "";
    default: return "";
  }
}

/** Follows the events in the order of their numbers. */
function follow(bundle, proven) {
  const it = { state: "", goods: "NONE", claim: null, held: undefined, answers: 0, signed: [], assets: [], last: {} };
  const permits = new Map();
  const policies = new Set();
  const excused = new Set();
  const decidedUnder = new Set(proven.map(({ event }) => said(event, "policy")));
  const moved = (units, payee) => `${units} to ${payee}`;
  const differ = (event, member, expected) =>
    need(said(event, member) === expected, `${member}: \`${said(event, member)}\` and \`${expected}\` differ`);
  const movesTo = (to) => {
    need(GOODS[it.goods].includes(to), `the goods cannot go from \`${it.goods}\` to \`${to}\``);
    need(to !== "DELIVERED" || it.assets.length > 0, "no asset was stored before it");
    it.goods = to;
  };
  const isSigned = () => it.last.authorized || it.last.signature_restored;
  const takes = {
    intended(event) {
      need(it.last.run_opened, "the beginning of its run is not in the bundle before it");
      need(it.last.shot_planned, "the plan of its shot is not in the bundle before it");
      differ(event, "shot", bundle.shot);
    },
    reserved(event) {
      const permit = permits.get(said(event, "decision"));
      need(permit, "the decision that permits it is not in the bundle before it");
      differ(event, "units", said(permit.request, "units"));
      differ(event, "payee", said(permit.request, "payee"));
      differ(event, "policy", said(permit, "policy"));
      differ(event, "round", said(permit, "round"));
      it.held = event;
    },
    recovered(event) {
      it.held = event;
    },
    authorized(event) {
      differ(event, "nonce", said(it.last.intended, "nonce"));
      need(it.held, "nothing was held for it");
      if (said(it.held, "source") !== "chain") {
        differ(event, "units", said(it.held, "units"));
        differ(event, "payee", account(said(it.held, "payee")));
      }
    },
    signature_restored(event) {
      need(it.last.recovered, "its money was not recovered before it");
      takes.authorized(event);
    },
    account_signed(event) {
      it.signed.push(event);
      need(isSigned(), "nothing was signed before it");
      differ(event, "n", String(it.signed.length));
      differ(event, "sender", said(it.last.intended, "authorizer"));
      differ(event, "account_nonce", said(it.signed[0], "account_nonce"));
      differ(event, "network", said(it.last.intended, "asset").split("/")[0]);
    },
    answered(event) {
      differ(event, "n", String(++it.answers));
      need(isSigned() || it.held, "nothing was signed before it");
    },
    incident(event) {
      excused.add(moved(said(event, "moved_units"), said(event, "moved_payee")));
    },
    proved(event) {
      if (event.kind === "SETTLED") need(said(event, "transaction") !== "", "it names no transaction");
      else if (event.kind === "REVERSED") differ(event, "transaction", said(it.last.proved, "transaction"));
      else need(event.final === true, "only a final block ends a payment");
    },
    fee_paid(event) {
      const own = it.signed.some((one) => said(one, "transaction") === said(event, "transaction"));
      need(own, "its transaction was not signed before it");
    },
    proof_issued() {
      need(it.state === "SETTLED", "the payment was not settled before it");
    },
    generating() {
      movesTo("GENERATING");
    },
    fulfilment(event) {
      differ(event, "from", it.goods);
      movesTo(said(event, "to"));
    },
    stored(event) {
      need(it.last.generating, "nothing was generated before it");
      differ(event, "n", String(it.assets.length + 1));
      it.assets.push(said(event, "sha256"));
    },
    polled() {
      need(it.last.generating, "nothing was generated before it");
    },
    claim_opened(event) {
      need(it.state === "SETTLED", "the payment was not settled before it");
      differ(event, "units", said(it.last.proved, "units"));
      it.claim = "OPEN";
    },
    claim_closed(event) {
      need(it.claim !== null, "no claim was opened before it");
      it.claim = said(event, "state");
    },
    refund_seen() {
      need(it.claim !== null, "no claim was opened before it");
    },
  };
  const belongs = (event) => {
    const sameRun = said(event, "run") === bundle.run;
    if (said(event, "intent") === bundle.intent) return sameRun;
    if (Object.hasOwn(event, "intent")) return false;
    if (event.type === "policy_adopted") return decidedUnder.has(said(event, "digest"));
    const shot = said(event, "shot");
    const invoice = event.type === "invoiced" && shot === `s${bundle.intent.slice(0, 15)}`;
    return OF_THE_SHOT.includes(event.type) && ((sameRun && (shot === "" || shot === bundle.shot)) || invoice);
  };
  const take = (event) => {
    need(belongs(event), "it is not of this purchase");
    const own = said(event, "intent") === bundle.intent;
    if (own) {
      const next = nextState(event, it.state);
      need(next !== "" || it.state !== "", "the payment was not opened before it");
      need(next === "" || STEPS[it.state]?.includes(next), `the payment cannot go from \`${it.state}\` to \`${next}\``);
      it.state = next || it.state;
      if (Object.hasOwn(takes, event.type)) takes[event.type](event);
    } else if (event.type === "policy_adopted") {
      policies.add(said(event, "digest"));
    }
    if (event.type === "decided" || event.type === "reserved") {
      need(policies.has(said(event, "policy")), "its policy is not in the bundle before it");
    }
    if (event.type === "decided" && own && event.outcome === "PERMIT") permits.set(event.seq, event);
    it.last[event.type] = event;
  };
  let before = 0n;
  for (const { place, number, event } of [...proven].sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0))) {
    try {
      need(number > before, "its number is none, or was given before");
      before = number;
      take(event);
    } catch (error) {
      if (error instanceof Bad) throw new Bad(`event ${place} (${event.type}): ${error.message}`);
      throw error;
    }
  }
  need(it.last.intended, "it does not hold the beginning of the purchase it names");
  if (it.state === "REVERSED") it.state = "UNKNOWN";
  const settled = it.state === "SETTLED" ? it.last.proved : undefined;
  if (settled) {
    const asSettled = moved(said(settled, "units"), said(settled, "payee"));
    const asHeld = it.held && moved(said(it.held, "units"), account(said(it.held, "payee")));
    need(asHeld === asSettled || excused.has(asSettled), "what was held and what was settled differ, and no incident says so");
    need(!OWED.includes(it.goods) || (it.claim !== null && it.claim !== "WITHDRAWN"), "the goods are owed, and the claim for them is not in it");
  }
  need(it.goods !== "DELIVERED" || it.claim !== "OPEN", "the goods came, and that closed the claim for them, which is not in it");
  if (it.last.invoiced && it.held) {
    differ(it.last.invoiced, "units", said(it.held, "units"));
    differ(it.last.invoiced, "payee", account(said(it.held, "payee")));
  }
  it.isOfTab = said(it.last.run_opened, "planner") === "gateway";
  need(!it.isOfTab || it.last.invoiced, "the invoice that was paid is not in it");
  return it;
}

/** Where a payment stands by its events. */
function standing(it) {
  const over = ["SETTLED", "EXPIRED", "CANCELLED"].includes(it.state) ? it.last.proved : undefined;
  const moved = (it.state === "SETTLED" ? over : undefined) ?? it.held;
  return {
    payment: it.state,
    fulfilment: it.goods,
    claim: it.claim,
    transaction: said(over, "transaction") || null,
    final: over?.final === true,
    payee: moved ? account(said(moved, "payee")) : null,
    units: moved ? said(moved, "units") : null,
    asset: said(it.last.intended, "asset"),
    assets: it.assets,
  };
}

function isSame(stated, derived) {
  if (!hasMembers(stated, Object.keys(derived))) return false;
  return Object.keys(derived).every((name) => JSON.stringify(stated[name]) === JSON.stringify(derived[name]));
}

// ---- what was signed ----

const sameText = (what, expected, found) =>
  need(isText(found) && found.toLowerCase() === expected.toLowerCase(), `${what}: \`${expected}\` and \`${found}\` differ`);

function checkAuthorization(header, intended, authorized) {
  const paid = readJson(fromBase64(header)).payload;
  need(hasMembers(paid, ["signature", "authorization"]), "what was signed has other members");
  const payload = paid.authorization;
  need(hasMembers(payload, ["from", "to", "value", "validAfter", "validBefore", "nonce"]), "what was signed has other members");
  const [network, contract] = said(intended, "asset").split("/erc20:");
  const end = Math.floor(Date.parse(said(authorized, "valid_before")) / 1000);
  sameText("nonce of the signed authorization", said(intended, "nonce"), payload.nonce);
  sameText("payer", said(intended, "authorizer"), payload.from);
  sameText("payee", said(authorized, "payee"), payload.to);
  sameText("value", said(authorized, "units"), payload.value);
  sameText("end of the authorization", String(end), payload.validBefore);
  sameText("beginning of the authorization", "0", payload.validAfter);
  const text = (value) => keccak(Buffer.from(value));
  const domain = keccak(
    text("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
    text(said(authorized, "domain_name")),
    text(said(authorized, "domain_version")),
    asWord(network.slice("eip155:".length)),
    asWord(contract),
  );
  const transfer = keccak(
    text("TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"),
    asWord(payload.from),
    asWord(payload.to),
    asWord(payload.value),
    asWord(0),
    asWord(end),
    asWord(said(intended, "nonce")),
  );
  need(/^0x[0-9a-fA-F]{128}(1b|1c|1B|1C)$/.test(paid.signature), "the signature is not 65 bytes");
  const signature = Buffer.from(paid.signature.slice(2), "hex");
  const digest = keccak(Buffer.of(0x19, 0x01), domain, transfer);
  const by = signer(digest, asNumber(signature.subarray(0, 32)), asNumber(signature.subarray(32, 64)), signature[64] === 28);
  need(by === said(intended, "authorizer"), `the signature is that of \`${by}\`, not of the payer`);
}

function checkTransactions(raw, it, intended, authorized) {
  need(raw.length === it.signed.length, `it holds ${raw.length} transactions, and ${it.signed.length} were signed`);
  const [network, contract] = said(intended, "asset").split("/erc20:");
  const call = `0xa9059cbb${asWord(said(authorized, "payee")).toString("hex")}${asWord(said(authorized, "units")).toString("hex")}`;
  raw.map(readTransaction).forEach((made, i) => {
    const event = it.signed[i];
    need(made.hash === said(event, "transaction"), `transaction ${event.n} is not \`${event.transaction}\``);
    need(made.from === said(intended, "authorizer"), `transaction ${event.n} is signed by \`${made.from}\`, not by the account`);
    need(
      `eip155:${made.chain}` === network && String(made.number) === said(event, "account_nonce") &&
        made.to === contract && made.coins === 0n && made.data === call,
      `transaction ${event.n} does not do what the events say of it`,
    );
  });
}

function checkOrder(order, intended, authorized) {
  need(hasMembers(order, ["address", "body", "invoice"]), "the order has other members");
  if (order.address === "treasury:own") {
    sameText("order", `${said(intended, "nonce")} ${said(authorized, "payee")} ${said(authorized, "units")}`, order.body);
    need(order.invoice === null, "the order names an invoice beside it");
    return;
  }
  const invoice = readJson(Buffer.from(order.invoice));
  sameText("quote", String(readJson(Buffer.from(order.body)).quoteId ?? ""), invoice.quoteId);
  const [, whole, part = ""] = /^(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,18}))?$/.exec(invoice.amount) ?? [];
  const decimals = Number(said(intended, "decimals"));
  need(whole !== undefined && /^0*$/.test(part.slice(decimals)), "the invoice names no amount");
  const units = BigInt(whole + part.slice(0, decimals).padEnd(decimals, "0"));
  need(String(units) === said(authorized, "units"), "the invoice is for another amount");
}

/** What must be in it, is in it and no earlier: once a final block has used it or it is dead, unless the run was erased. */
function checkSigned(bundle, it, isFinal) {
  const authorized = it.last.signature_restored ?? it.last.authorized;
  const domain = said(authorized, "domain_name");
  const isBooked = domain === "xfour gateway" || (it.isOfTab && domain === "sandbox");
  const form = it.signed.length > 0 ? "transactions" : isBooked ? "order" : "payment_signature";
  const due = isFinal && authorized && !it.last.erased ? form : "";
  for (const member of ["payment_signature", "transactions", "order"]) {
    const isThere = bundle[member] !== null && !(Array.isArray(bundle[member]) && bundle[member].length === 0);
    need(
      isThere === (member === due),
      `\`${member}\` is ${isThere ? "in it, and must not be" : "not in it, and must be"} as the payment stands`,
    );
  }
  const intended = it.last.intended;
  switch (due) {
    case "payment_signature":
      checkAuthorization(bundle.payment_signature, intended, authorized);
      return "the payer's signature holds";
    case "transactions":
      checkTransactions(bundle.transactions, it, intended, authorized);
      return "the signatures of all transactions hold";
    case "order":
      checkOrder(bundle.order, intended, authorized);
      return "an order, which nobody signs, names payee and amount";
    default:
      return "no signed payment is in it";
  }
}

// ---- the bundle ----

const MEMBERS = ["schema", "origin", "verifier_key", "intent", "run", "shot", "standing", "events"];
const SIGNED = ["payment_signature", "transactions", "order"];

function checkEvent(event, trusted, origin, roots) {
  need(hasMembers(event, ["index", "body", "proof"]) && Object.values(event).every(isText), "it has other members");
  const { index, path, head } = readProof(event.proof, trusted, origin);
  need(event.index === String(index), `its proof is for index ${index}`);
  const root = rootFrom(leafHash(Buffer.from(event.body)), index, head.size, path);
  need(root?.equals(head.root), "its bytes do not lead to the signed root");
  const known = roots.get(head.size) ?? head.root;
  need(known.equals(head.root), `two roots were signed for ${head.size} entries`);
  roots.set(head.size, known);
  return index;
}

function readForm(bundle, eventsOnly) {
  need(isObject(bundle), "it is no object");
  need(bundle.schema === "patron-bundle/2", "it is not of schema `patron-bundle/2`");
  need(Array.isArray(bundle.events) && bundle.events.length > 0, "it holds no events");
  if (eventsOnly) return;
  const { payment_signature: signature, transactions, order } = bundle;
  need(hasMembers(bundle, [...MEMBERS, ...SIGNED]), "it has other members");
  need(["origin", "verifier_key", "run", "shot"].every((name) => isText(bundle[name])), "a member is of another form");
  need(/^[0-9a-f]{64}$/.test(bundle.intent), "it names no payment");
  need(signature === null || isText(signature), "a member is of another form");
  need(Array.isArray(transactions) && transactions.every(isText), "a member is of another form");
  const isOrder = isObject(order) && isText(order.address) && isText(order.body) && (order.invoice === null || isText(order.invoice));
  need(order === null || isOrder, "a member is of another form");
}

function tell(bundle, shown, signed) {
  console.log(`payment ${bundle.intent}: ${shown.payment}${shown.final ? ", final" : ", not final"}`);
  if (shown.units !== null) console.log(`amount: ${shown.units} units of ${shown.asset} to ${shown.payee}`);
  if (shown.transaction !== null) console.log(`transaction: ${shown.transaction}`);
  console.log(`goods: ${shown.fulfilment}${shown.claim === null ? "" : `, claim ${shown.claim}`}`);
  shown.assets.forEach((digest) => console.log(`file: sha256 ${digest}`));
  console.log(`signed: ${signed}`);
  console.log("not shown: that nothing came after, such as a reversal or a claim; `ledger verify` of the whole log shows that");
}

function main(args) {
  const eventsOnly = args.includes("--events-only");
  const [file, expectedKey] = args.filter((word) => word !== "--events-only");
  if (!file) {
    console.error("usage: node verify-bundle.mjs [--events-only] BUNDLE.json [VERIFIER_KEY]");
    return 2;
  }
  let place = "the bundle";
  try {
    const bundle = readJson(readFileSync(file));
    readForm(bundle, eventsOnly);
    need(!expectedKey || bundle.verifier_key === expectedKey, "it brings another key than the one you gave");
    const trusted = readKey(String(bundle.verifier_key));
    const roots = new Map();
    const proven = [];
    for (const event of bundle.events) {
      place = `event ${event?.index}`;
      const index = checkEvent(event, trusted, bundle.origin, roots);
      need(eventsOnly || proven.length === 0 || proven.at(-1).place < index, "it stands behind one whose place is not before its own");
      proven.push({ place: index, body: event.body });
    }
    place = "the bundle";
    const told = eventsOnly ? undefined : checkPurchase(bundle, proven);
    console.log(`${proven.length} of ${bundle.events.length} events are in the log \`${bundle.origin}\``);
    console.log(`heads: ${[...roots].map(([size, root]) => `${size} ${root.toString("base64")}`).join(", ")}`);
    if (told) tell(bundle, told.shown, told.signed);
    console.log(expectedKey ? "the key is the one you gave" : `make sure that this is the log's key: ${bundle.verifier_key}`);
    return 0;
  } catch (error) {
    console.error(`bad: ${place}: ${error instanceof Bad ? error.message : `cannot be read: ${error.message}`}`);
    return 5;
  }
}

function checkPurchase(bundle, proven) {
  const told = proven.map(({ place, body }) => {
    const event = readJson(Buffer.from(body));
    need(`patron-ledger/${said(event, "ledger")}` === bundle.origin, `event ${place} is of another ledger`);
    const number = /^[1-9][0-9]{0,17}$/.test(said(event, "seq")) ? BigInt(event.seq) : 0n;
    return { place, number, event };
  });
  const it = follow(bundle, told);
  const shown = standing(it);
  need(isSame(bundle.standing, shown), `it says that the purchase stands at ${JSON.stringify(bundle.standing)}, and its events say ${JSON.stringify(shown)}`);
  return { shown, signed: checkSigned(bundle, it, shown.final) };
}

process.exitCode = main(process.argv.slice(2));
