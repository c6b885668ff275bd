// Whether chain, ledger and papers say the same, to the micro-dollar.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getAddress } from "viem";

/** Micro-dollars of a decimal string; a unit of the token is one of them. */
export function micros(decimal) {
  const found = /^(-?)(\d+)\.(\d{6})$/.exec(decimal);
  if (!found) throw new Error(`\`${decimal}\` is no amount with six decimals`);
  return BigInt(`${found[1]}${found[2]}${found[3]}`);
}

export class Findings {
  constructor() {
    this.wrong = [];
  }

  /** Records that two things that must be equal are not. */
  equal(what, expected, found) {
    const [left, right] = [expected, found].map((value) => (typeof value === "bigint" ? `${value}` : JSON.stringify(value)));
    if (left !== right) this.wrong.push(`${what}: expected ${left}, found ${right}`);
  }

  that(what, holds) {
    if (!holds) this.wrong.push(what);
  }
}

/** What left a wallet by the chain's own word: each nonce once, each with its transfer to the seller. */
export async function moved(findings, chain, buyer, payTo, funded) {
  const { sent, used, cancelled } = await chain.history(buyer.address);
  const total = sent.reduce((sum, log) => sum + log.args.value, 0n);
  const nonces = new Map(used.map((log) => [log.args.nonce, log.transactionHash]));
  findings.equal("nonces used once each", used.length, nonces.size);
  findings.equal("a transfer for each nonce", used.length, sent.length);
  findings.equal("cancelled nonces", 0, cancelled.length);
  for (const log of sent) {
    findings.equal("payee of a transfer", getAddress(payTo), getAddress(log.args.to));
    findings.that(`transfer ${log.transactionHash} uses a nonce`, [...nonces.values()].includes(log.transactionHash));
  }
  findings.equal("balance left in the wallet", funded - total, await chain.balance(buyer.address));
  findings.equal("balance of the payee", total, await chain.balance(payTo));
  return { total, nonces };
}

/** The ledger's accounts and its own check against what the chain says left. */
export async function ledger(findings, buyer, total, funded) {
  const statement = await buyer.ask("ledger", "statement");
  const closing = Object.fromEntries((statement.document?.accounts ?? []).map((row) => [row.account, row.closing]));
  const account = (name) => micros(closing[name] ?? "0.000000");
  findings.equal("ledger, expense and claims", total, account("expense/interop") + account("claims/interop"));
  findings.equal("ledger, treasury", funded - total, account("treasury"));
  findings.equal("ledger, reserved", 0n, account("reserved"));
  findings.equal("ledger, suspense", 0n, account("suspense"));
  const verified = await buyer.ask("ledger", "verify");
  findings.equal("ledger verify, exit code", 0, verified.code);
  findings.equal("ledger verify", [], verified.document?.problems);
}

/** Report, manifest and receipt of a run against what the chain says left. */
export function papers(findings, buyer, report, { total, nonces }) {
  const manifest = JSON.parse(readFileSync(join(buyer.out, "manifest.json"), "utf8"));
  const receipt = readFileSync(join(buyer.out, "receipt.md"), "utf8");
  findings.equal("report, spent", total, micros(report.spent_usd));
  findings.equal("manifest, spent", total, micros(manifest.spent_usd));
  findings.equal("receipt, total", report.spent_usd, /\*\*total\*\*[^*]*\*\*([0-9.]+)\*\*/.exec(receipt)?.[1]);
  for (const [paper, shots] of [
    ["report", report.shots],
    ["manifest", manifest.shots],
  ]) {
    const paid = shots.filter((shot) => shot.transaction);
    findings.equal(`${paper}, paid shots`, nonces.size, paid.length);
    for (const shot of paid) {
      findings.equal(`${paper}, transaction of ${shot.shot}`, nonces.get(shot.nonce), shot.transaction);
      findings.that(`receipt, transaction of ${shot.shot}`, receipt.includes(shot.transaction));
    }
  }
  const claimed = new Set(report.claims.map((claim) => claim.shot));
  for (const shot of report.shots.filter((one) => one.transaction)) {
    findings.that(`${shot.shot} is paid, so delivered or a claim`, shot.status === "delivered" || claimed.has(shot.shot));
  }
}
