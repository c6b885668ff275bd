// Buys one picture under every fault and writes down what Patron concluded and what the chain said.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Findings, micros } from "./checks.js";
import { TOKEN, USDC } from "./chain.js";
import { FACILITATOR_MILLIS, FAULTS } from "./faults.js";
import { pause } from "./http.js";
import { FUNDS, newBuyer, openMarket } from "./market.js";

const PAGE = fileURLToPath(new URL("../ANSWERS.md", import.meta.url));
const PRICE = 50_000n;
const LIFETIME_SECONDS = 20;
const DEADLINES = { demand: "5s", paid: "4s", watch: "6s", image: "15s", validity: "60s" };
const AT_ONCE = 5;
const WAIT_MILLIS = 200;

/** Somebody else pays the same amount to the same payee: the transaction's hash. */
async function others(chain, stranger, payTo) {
  await chain.mint(stranger.account.address, PRICE);
  return (await chain.send(stranger, "transfer", payTo, PRICE)).transactionHash;
}

/** What a fault may do on the chain besides the facilitator's own settlement. */
function context(chain, place, stranger) {
  return {
    others: undefined,
    broadcast: async ({ payload: { authorization: a, signature } }, mined) => {
      const args = [a.from, a.to, BigInt(a.value), BigInt(a.validAfter), BigInt(a.validBefore), a.nonce, signature];
      // Presented again, the nonce is spent or about to be, and the chain refuses it; the row shows how often it was used.
      const call = { address: USDC, abi: TOKEN, functionName: "transferWithAuthorization", args };
      const hash = await stranger.writeContract(call).catch(() => undefined);
      if (hash && mined) await stranger.waitForTransactionReceipt({ hash });
    },
    cancel: async ({ payload: { authorization }, accepted }) => {
      if (await chain.read("authorizationState", authorization.from, authorization.nonce)) return;
      const signature = await place.buyer.account.signTypedData({
        domain: { ...accepted.extra, chainId: 8453, verifyingContract: USDC },
        types: {
          CancelAuthorization: [
            { name: "authorizer", type: "address" },
            { name: "nonce", type: "bytes32" },
          ],
        },
        primaryType: "CancelAuthorization",
        message: { authorizer: authorization.from, nonce: authorization.nonce },
      });
      await chain.send(stranger, "cancelAuthorization", authorization.from, authorization.nonce, signature);
    },
  };
}

/** An answer to a paid request in words that are the same in every run. */
function shown(answer) {
  if (answer === undefined) return "nothing was sent";
  if (!answer.arrived) return "none";
  const parts = [String(answer.status)];
  if (answer.receipt) {
    const { success, errorReason, transaction } = answer.receipt;
    parts.push(`receipt ${success ? "of success" : `of failure \`${errorReason}\``}${transaction ? " with hash" : ""}`);
  } else {
    parts.push("no receipt");
  }
  if (answer.demand) parts.push(`a new demand, \`${answer.demand.error}\``);
  const words = answer.status === 502 ? JSON.parse(answer.body).error : undefined;
  return [...parts, ...(words ? [`\`${words}\``] : [])].join(", ");
}

/** Each signature that reached the seller, in order of first presentation: nonce, end, and when it came. */
function signatures(market) {
  const first = new Map();
  for (const { payment, at } of market.sells.answers) {
    const { nonce, validBefore } = payment.payload.authorization;
    if (!first.has(nonce)) first.set(nonce, { nonce, ends: Number(validBefore), came: at / 1000 });
  }
  return [...first.values()];
}

/** What the token says of the wallet, and of each of those signatures. */
async function onChain(chain, buyer, market) {
  const { sent, used, cancelled } = await chain.history(buyer.address);
  const has = (logs, nonce) => logs.some((log) => log.args.nonce === nonce);
  const fates = signatures(market).map((signature) => ({
    ...signature,
    fate: has(used, signature.nonce) ? "used" : has(cancelled, signature.nonce) ? "cancelled" : "unused",
  }));
  return { sent, used, fates, words: fates.map(({ fate }) => fate).join(", then another ") || "no signature" };
}

function concluded({ code, document }) {
  const run = document?.runs?.[0] ?? document;
  const shot = run?.shots?.[0];
  if (!shot) return { words: `exit ${code}`, run };
  const claims = run.claims.map((claim) => `claim \`${claim.reason}\` ${claim.state.toLowerCase()}`);
  const denials = run.denials.map((denial) => `\`${denial.code}\``);
  const money = run.at_risk_usd === "0.000000" ? `spent ${run.spent_usd}` : `at risk ${run.at_risk_usd}`;
  const status = shot.status === "claim" ? claims : [shot.status, ...denials, ...claims];
  return { words: `${[...status, money].join(", ")} (${code})`, run, shot };
}

/** The chain's own time has passed the end of every signature that a run left. */
async function signaturesDead(chain, market) {
  const last = Math.max(0, ...signatures(market).map(({ ends }) => ends));
  while (Number((await chain.client.getBlock()).timestamp) <= last) await pause(WAIT_MILLIS);
}

/** What must hold whatever the fault: the ledger equal to the chain, nothing paid twice, nothing released too early. */
async function holds(findings, chain, market, buyer, { last, fault }) {
  const { sent, used, fates } = await onChain(chain, buyer, market);
  const total = sent.reduce((sum, log) => sum + log.args.value, 0n);
  findings.that(`paid at most once, not ${used.length} times`, used.length <= 1);
  findings.that("every nonce used was seen by the seller", used.every((log) => fates.some(({ nonce }) => nonce === log.args.nonce)));
  for (let second = 1; second < fates.length; second++) {
    const { fate, ends } = fates[second - 1];
    const dead = fate === "cancelled" || (fate === "unused" && fates[second].came >= ends);
    findings.that(`a signature was dead when the next one was made, not ${fate}`, dead);
  }
  findings.equal("spent, by ledger and chain", total, micros(last.run?.spent_usd ?? "0.000000"));
  findings.equal("at risk at last", "0.000000", last.run?.at_risk_usd);
  if (used.length > 0) {
    findings.equal("transaction, by report and chain", used[0].transactionHash, last.shot?.transaction);
    findings.that(`paid is delivered or a claim, not ${last.shot?.status}`, ["delivered", "claim"].includes(last.shot?.status));
  }
  const verified = await buyer.ask("ledger", "verify");
  findings.equal("ledger verify", 0, verified.code);
  const { document } = await buyer.ask("ledger", "show", "--limit", "1000");
  const events = (document?.events ?? []).map(({ type }) => type).filter((type) => ["incident", "frozen"].includes(type));
  findings.equal("incidents, and the seller frozen for them", fault.incident ? ["frozen", "incident"] : [], events);
}

async function row(chain, folder, fault) {
  const place = {};
  const { funds = FUNDS, blind, others: needsOthers } = fault.options ?? {};
  const stranger = await chain.payer();
  const around = context(chain, place, stranger);
  const tamper = { seller: { ...fault.tamper.seller }, facilitator: { ...fault.tamper.facilitator } };
  place.market = await openMarket(chain, {
    facilitator: { tamper: tamper.facilitator, context: around, blind },
    seller: { tamper: tamper.seller, facilitatorMillis: FACILITATOR_MILLIS, lifetimeSeconds: LIFETIME_SECONDS },
  });
  const { market } = place;
  try {
    const buyer = (place.buyer = await newBuyer(chain, market, join(folder, fault.name), { deadlines: DEADLINES, funds }));
    if (needsOthers) around.others = await others(chain, stranger, market.payTo);
    const began = Date.now();
    const ran = concluded(await buyer.buy("--prompt", "A red kettle on a table", "--image").ended);
    const seconds = (Date.now() - began) / 1000;
    const first = market.sells.answers[0];
    const then = await onChain(chain, buyer, market);
    const findings = new Findings();
    findings.that(`the run ends with a report, not with ${ran.words}`, ran.shot !== undefined);
    const early = then.used.length === 0 && (ran.run?.spent_usd ?? "0.000000") !== "0.000000";
    findings.that("nothing is called spent that the chain did not move", !early);
    let later = { words: "nothing is left to do" };
    let chainLater = then;
    if (ran.shot?.status !== "delivered" || ran.run.at_risk_usd !== "0.000000") {
      await signaturesDead(chain, market);
      for (const half of Object.values(tamper)) Object.keys(half).forEach((key) => delete half[key]);
      if (funds === 0n) await chain.mint(buyer.address, FUNDS);
      later = concluded(await buyer.resume().ended);
      chainLater = await onChain(chain, buyer, market);
    }
    const last = later.run ? later : ran;
    await holds(findings, chain, market, buyer, { last, fault });
    const cells = [shown(first), then.words, ran.words, chainLater.words, later.words];
    return { fault, seconds, answers: market.sells.answers.length, findings, cells };
  } finally {
    await market.close();
  }
}

function line({ fault, cells }) {
  return `| \`${fault.name}\` | ${[fault.does, ...cells].join(" | ")} |`;
}

function page(rows) {
  const named = FAULTS.filter((fault) => fault.incident).map((fault) => `\`${fault.name}\``).join(", ");
  return `# What the reference stack answers, and what Patron makes of it

One picture of 0.05 USD is bought from a seller on \`@x402/express\` with a facilitator on \`@x402/core\` and \`@x402/evm\`, and
settled in an EVM, under each of these faults. \`scripts/interop --answers\` buys them again and fails when a row differs;
\`scripts/interop --answers --write\` writes this page.

*Answer* is the first one to the paid request as the seller sent it; *none* means that it did not leave whole. *Chain* is what
the token says of each signature that reached the seller. Patron concludes twice: when \`run\` ends, at most ${DEADLINES.watch} of watching after the
answer, and in \`resume\`, when every signature is past its end and the seller honest again. In brackets: the exit code.

In every row: no shot was paid twice; no second signature was made before the chain had seen the end of the first, or its cancellation;
nothing was called spent that the chain did not move, and what the ledger calls spent at last is what it moved; \`ledger verify\`
found the ledger sound. Where a receipt of success was contradicted by the chain's last word (${named}) that was an incident
and the seller is frozen; in no other row.

| fault | what goes wrong | answer | chain | \`run\` concludes | chain, later | \`resume\` concludes |
|---|---|---|---|---|---|---|
${rows.map(line).join("\n")}
`;
}

/** Some faults, a few at once, held against the page or, all of them, written to it; gives how many ended wrongly. */
export async function answers(chain, folder, { wanted, write }, say) {
  console.error = () => {}; // the middleware prints each defect that a fault makes; the rows say what came of it
  const rows = new Array(wanted.length);
  const queue = wanted.map((_, at) => at);
  let wrong = 0;
  const worker = async () => {
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      const done = (rows[at] = await row(chain, folder, wanted[at]));
      const bad = done.findings.wrong;
      wrong += bad.length === 0 ? 0 : 1;
      const [answer, then, ran, , later] = done.cells;
      const pace = `in ${done.seconds.toFixed(1)} s, presented ${done.answers} times`;
      const verdict = (bad.length === 0 ? "held" : "WRONG").padEnd(6);
      say(`${verdict} ${done.fault.name}: ${answer}; chain ${then}; ${ran} ${pace}; then ${later}`);
      bad.forEach((line) => say(`         ${line}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (write) {
    writeFileSync(PAGE, page(rows));
    say(`wrote ${PAGE}`);
    return wrong;
  }
  const known = new Set(readFileSync(PAGE, "utf8").split("\n"));
  const differing = rows.map(line).filter((one) => !known.has(one));
  differing.forEach((one) => say(`WRONG  is not in interop/ANSWERS.md: ${one}`));
  return wrong + differing.length;
}
