#!/usr/bin/env node
// Checks a bundle of ledger events without the program that made it: `node verify-bundle.mjs BUNDLE.json [VERIFIER_KEY]`
//
// A bundle holds events, and for each a proof that it stands in a log whose head was signed. For every event this checks
//   1. that the log's key signed the head           C2SP signed-note, Ed25519 (RFC 8032)
//   2. that the head is one of this log             C2SP tlog-checkpoint
//   3. that the event's bytes lead to its root      RFC 6962 section 2.1, by the steps of RFC 9162 section 2.1.3.2
// and that the proofs' heads do not contradict one another where they have the same size.
//
// A bundle brings its own key. That key proves nothing unless you know it: give the one you got elsewhere, or compare.
// Exits 0 if everything holds, 5 and names the first event that does not, 2 if it was not asked properly.

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

// ---- the bundle ----

function check(event, trusted, origin, roots) {
  const { index, path, head } = readProof(event.proof, trusted, origin);
  need(Number.isSafeInteger(event.index) && BigInt(event.index) === index, `its proof is for index ${index}`);
  const root = rootFrom(leafHash(Buffer.from(event.body)), index, head.size, path);
  need(root?.equals(head.root), "its bytes do not lead to the signed root");
  const known = roots.get(head.size) ?? head.root;
  need(known.equals(head.root), `two roots were signed for ${head.size} entries`);
  roots.set(head.size, known);
}

function main([file, expectedKey]) {
  if (!file) {
    console.error("usage: node verify-bundle.mjs BUNDLE.json [VERIFIER_KEY]");
    return 2;
  }
  let place = "the bundle";
  try {
    const bundle = JSON.parse(readFileSync(file, "utf8"));
    need(bundle.schema === "patron-bundle/1", "it is not of schema `patron-bundle/1`");
    need(!expectedKey || bundle.verifier_key === expectedKey, "it brings another key than the one you gave");
    need(Array.isArray(bundle.events) && bundle.events.length > 0, "it holds no events");
    const trusted = readKey(String(bundle.verifier_key));
    const roots = new Map();
    for (const event of bundle.events) {
      place = `event ${event?.index}`;
      need(typeof event?.body === "string" && typeof event.proof === "string", "it has no body or no proof");
      check(event, trusted, bundle.origin, roots);
      console.log(`event ${event.index}: signature, bytes and path hold`);
    }
    console.log(`${bundle.events.length} of ${bundle.events.length} events are in the log \`${bundle.origin}\``);
    console.log(`heads: ${[...roots].map(([size, root]) => `${size} ${root.toString("base64")}`).join(", ")}`);
    console.log(expectedKey ? "the key is the one you gave" : `make sure that this is the log's key: ${bundle.verifier_key}`);
    return 0;
  } catch (error) {
    console.error(`bad: ${place}: ${error instanceof Bad ? error.message : `cannot be read: ${error.message}`}`);
    return 5;
  }
}

process.exitCode = main(process.argv.slice(2));
