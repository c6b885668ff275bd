// A payment that stood in a block, and the block that vanishes: what Patron makes of it, by its own launcher.
import { join } from "node:path";
import { Findings, micros } from "./checks.js";
import { startChain } from "./chain.js";
import { pause } from "./http.js";
import { newBuyer, openMarket, FUNDS } from "./market.js";

const PRICE = 50_000n;
const FINAL_BLOCKS = 8;
const DEADLINES = { demand: "5s", paid: "4s", watch: "6s", image: "15s", validity: "300s" };
const WAIT_MILLIS = 200;

/** Waits until the chain calls a second final. */
async function final(chain, second) {
  while (Number((await chain.client.getBlock({ blockTag: "finalized" })).timestamp) < second) await pause(WAIT_MILLIS);
}

/** What the ledger has recorded of its one payment, in order. */
async function proofs(buyer) {
  const { document } = await buyer.ask("ledger", "show", "--limit", "1000");
  const bodies = (document?.events ?? []).map((event) => JSON.parse(event.body));
  return {
    proved: bodies.filter((body) => body.type === "proved").map((body) => `${body.kind}${body.final && body.kind === "SETTLED" ? ", final" : ""}`),
    incidents: bodies.filter((body) => body.type === "incident").length,
  };
}

/** Looks again, as an operator would, and holds chain, ledger and report to what is expected by now. */
async function stands(findings, place, when, expected) {
  const { chain, market, buyer, run } = place;
  await buyer.ask("resume", run, "--market", "interop");
  const { document } = await buyer.ask("show", run);
  const found = { spent: micros(document.spent_usd), atRisk: micros(document.at_risk_usd) };
  findings.equal(`${when}: spent`, expected.spent, found.spent);
  findings.equal(`${when}: at risk`, expected.atRisk, found.atRisk);
  const { proved, incidents } = await proofs(buyer);
  findings.equal(`${when}: proofs`, expected.proved, proved);
  findings.equal(`${when}: incidents`, 0, incidents);
  findings.equal(`${when}: moved on the chain`, expected.moved, FUNDS - (await chain.balance(buyer.address)));
  const nonces = new Set(market.sells.answers.map(({ payment }) => payment.payload.authorization.nonce));
  findings.equal(`${when}: signatures that reached the seller`, 1, nonces.size);
  const verified = await buyer.ask("ledger", "verify");
  findings.equal(`${when}: ledger verify`, [], verified.document?.problems);
}

/** Buys one picture, sees it settled at the head, and takes its block out of the chain. */
async function vanished(findings, place) {
  const { chain, buyer } = place;
  const bought = await buyer.buy("--prompt", "A red kettle on a table", "--image").ended;
  findings.equal(`bought (${bought.words.trim().split("\n").at(-1)})`, 0, bought.code);
  place.run = bought.document.run;
  findings.equal("spent, at the head", PRICE, micros(bought.document.spent_usd));
  findings.equal("proofs, at the head", ["SETTLED"], (await proofs(buyer)).proved);
  const transaction = bought.document.shots[0].transaction;
  const { blockNumber } = await chain.client.getTransactionReceipt({ hash: transaction });
  const head = await chain.client.getBlockNumber();
  await chain.client.request({ method: "anvil_reorg", params: [Number(head - blockNumber) + 1, []] });
  findings.equal("what moved, its block gone", FUNDS, await chain.balance(buyer.address));
  const before = { spent: 0n, atRisk: PRICE, moved: 0n, proved: ["SETTLED", "REVERSED"] };
  await stands(findings, place, "vanished", before);
}

/** The same signature in another transaction: settled again, and the first receipt was no lie. */
async function minedAgain(findings, place) {
  const { chain, market } = place;
  const { authorization: a, signature } = market.sells.answers[0].payment.payload;
  const args = [a.from, a.to, BigInt(a.value), BigInt(a.validAfter), BigInt(a.validBefore), a.nonce, signature];
  const receipt = await chain.send(await chain.payer(), "transferWithAuthorization", ...args);
  findings.equal("mined again", "success", receipt.status);
  const settled = { spent: PRICE, atRisk: 0n, moved: PRICE, proved: ["SETTLED", "REVERSED", "SETTLED"] };
  await stands(findings, place, "mined again", settled);
  await final(chain, Number((await chain.client.getBlock({ blockNumber: receipt.blockNumber })).timestamp));
  await stands(findings, place, "final", { ...settled, proved: [...settled.proved, "SETTLED, final"] });
}

/** Nobody submits the signature again, and its time runs out. */
async function died(findings, place) {
  await final(place.chain, Number(place.market.sells.answers[0].payment.payload.authorization.validBefore));
  const dead = { spent: 0n, atRisk: 0n, moved: 0n, proved: ["SETTLED", "REVERSED", "EXPIRED"] };
  await stands(findings, place, "dead", dead);
}

/** How it goes on, and how long the signature lives: long enough for what is done in between, or short enough to be waited for. */
const ENDINGS = {
  "mined again": { goesOn: minedAgain, lifetimeSeconds: 300 },
  "never mined again": { goesOn: died, lifetimeSeconds: 20 },
};

async function shown(name, folder) {
  const chain = await startChain({ blockSeconds: 1, finalBlocks: FINAL_BLOCKS });
  const findings = new Findings();
  const { goesOn, lifetimeSeconds } = ENDINGS[name];
  try {
    const market = await openMarket(chain, { seller: { lifetimeSeconds } });
    try {
      const buyer = await newBuyer(chain, market, join(folder, name.replaceAll(" ", "-")), {
        deadlines: DEADLINES,
        finality: "finalized",
      });
      const place = { chain, market, buyer };
      await vanished(findings, place);
      await goesOn(findings, place);
    } finally {
      await market.close();
    }
  } finally {
    await chain.stop();
  }
  return findings.wrong;
}

/** Both endings of a vanished block, each on a chain of its own; gives how many went wrong. */
export async function reorganisations(folder, say) {
  const names = Object.keys(ENDINGS);
  const all = await Promise.all(names.map((name) => shown(name, folder)));
  all.forEach((wrong, at) => {
    say(`${wrong.length === 0 ? "held " : "WRONG"}  a settled payment whose block vanishes, ${names[at]}`);
    wrong.forEach((line) => say(`         ${line}`));
  });
  return all.filter((wrong) => wrong.length > 0).length;
}
