// The gateway's treasury on an EVM: transactions that are mined, dropped, replaced, reverted and reorganised, and kills.
import { join } from "node:path";
import { encodeAbiParameters, keccak256, numberToHex } from "viem";
import { startChain } from "./chain.js";
import { Findings } from "./checks.js";
import { pause } from "./http.js";
import { PRICE, Till } from "./till.js";

const FINAL_BLOCKS = 4;
const AT_ONCE = 3;
const BALANCES_SLOT = 1n;
// More than the first transaction offers, less than one payment may cost.
const DEAR = 10n ** 10n;

const mine = (chain, blocks = 1) => chain.client.mine({ blocks });

/** Mines until the payment ends. */
const mined = (till, quote) => till.paid(quote, () => mine(till.chain));

/** Mines a few blocks, so that what stands in one is final, and waits until the ledger has booked its fee. */
async function booked(till, fees) {
  await mine(till.chain, FINAL_BLOCKS + 1);
  await till.until("the fee is booked", async () => (await till.events("fee_paid")).length >= fees);
}

/** Puts what the token holds for the wallet to an amount, behind everybody's back. */
async function holds(till, units) {
  const slot = keccak256(
    encodeAbiParameters([{ type: "address" }, { type: "uint256" }], [till.buyer.address, BALANCES_SLOT]),
  );
  await till.chain.client.setStorageAt({ address: till.chain.token, index: slot, value: numberToHex(units, { size: 32 }) });
}

/** What must hold at the end of every act. */
async function sound(findings, till, payments) {
  const received = await till.received();
  findings.equal("transfers to the payee", payments, received.length);
  findings.equal("what the payee holds", PRICE * BigInt(payments), await till.chain.balance(till.payTo));
  const signed = await till.events("account_signed");
  const owners = new Map();
  for (const { account_nonce: number, intent } of signed) {
    findings.that(`number ${number} belongs to one payment`, (owners.get(number) ?? intent) === intent);
    owners.set(number, intent);
  }
  const verified = await till.buyer.ask("ledger", "verify");
  findings.equal("ledger verify", [], verified.document?.problems);
}

const ACTS = {
  async paid(findings, till) {
    const unknown = await till.quote({ payTo: till.chain.token });
    findings.equal("the token itself is no payee", 400, unknown.status);
    const other = await till.quote({ payTo: "0x00000000000000000000000000000000000000aa" });
    findings.equal("a payee without a key", "PAYEE_MISMATCH", other.detail?.code);
    const { document: health } = await till.buyer.ask("doctor");
    const line = (health?.checks ?? []).find(({ check }) => check === "gateway");
    findings.equal("doctor", ["holds", true], [line?.verdict, `${line?.message}`.includes(till.buyer.address)]);
    const quote = await till.quote();
    const first = await till.pay(quote);
    findings.equal("before a block", [202, "PAYMENT_PENDING"], [first.status, first.error]);
    const answer = await mined(till, quote);
    findings.equal("paid", 200, answer.status);
    findings.equal("paid again", answer.proof, (await till.pay(quote)).proof);
    const proof = await till.post("verify", { proof: answer.proof, invoiceId: `inv_${till.invoices}` }, till.providerKey);
    findings.equal("proof", true, proof.verified);
    await booked(till, 1);
    const statement = await till.buyer.ask("ledger", "statement");
    const fees = (statement.document?.accounts ?? []).filter((row) => row.account === "fees");
    findings.that(`fees stand in the statement: ${JSON.stringify(fees)}`, fees.length === 1);
    const receipt = await till.chain.client.getTransactionReceipt({ hash: answer.txHash });
    findings.equal("the fee", `${receipt.gasUsed * receipt.effectiveGasPrice}`, (await till.events("fee_paid"))[0].units);
    return 1;
  },

  async dropped(findings, till) {
    const quote = await till.quote();
    await till.pay(quote);
    const [hash] = await till.waiting();
    await till.chain.client.dropTransaction({ hash });
    findings.equal("waiting once dropped", 0, (await till.waiting()).length);
    const again = await till.until("handed over again", async () => (await till.waiting())[0]);
    findings.equal("the same bytes", hash, again);
    findings.equal("paid", 200, (await mined(till, quote)).status);
    return 1;
  },

  async replaced(findings, till) {
    const quote = await till.quote();
    await till.pay(quote);
    const [hash] = await till.waiting();
    const dear = async () => {
      await till.chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: DEAR });
      await mine(till.chain);
    };
    const later = await till.until("replaced", async () => (await till.waiting()).find((one) => one !== hash), dear);
    const answer = await till.paid(quote, dear);
    findings.equal("paid", 200, answer.status);
    findings.that("not by the first", answer.txHash !== hash);
    const signed = (await till.events("account_signed")).map((event) => event.transaction);
    findings.that("all of them were recorded", [hash, later, answer.txHash].every((one) => signed.includes(one)));
    return 1;
  },

  async reverted(findings, till) {
    const quote = await till.quote();
    await till.pay(quote);
    const held = await till.chain.balance(till.buyer.address);
    await holds(till, 0n);
    await mine(till.chain);
    await holds(till, held);
    findings.equal("not dead before its block is final", 202, (await till.pay(quote)).status);
    await mine(till.chain, FINAL_BLOCKS + 1);
    const failed = await till.paid(quote);
    findings.equal("dead", [500, "TRANSACTION_FAILED"], [failed.status, failed.error]);
    findings.equal("its fee", 1, (await till.events("fee_paid")).length);
    const again = await till.quote({ id: "inv_1" });
    findings.equal("paid at the next attempt", 200, (await mined(till, again)).status);
    return 1;
  },

  async reorganised(findings, till) {
    const quote = await till.quote();
    await till.pay(quote);
    const answer = await mined(till, quote);
    findings.equal("paid", 200, answer.status);
    const { blockNumber } = await till.chain.client.getTransactionReceipt({ hash: answer.txHash });
    const head = await till.chain.client.getBlockNumber();
    await till.chain.client.request({ method: "anvil_reorg", params: [Number(head - blockNumber) + 1, []] });
    const proofs = async () => (await till.events("proved")).map((event) => event.kind);
    await till.until("taken back", async () => (await proofs()).includes("REVERSED"));
    findings.equal("paid again", 200, (await mined(till, quote)).status);
    await booked(till, 1);
    findings.equal("proofs", ["SETTLED", "REVERSED", "SETTLED", "SETTLED"], await proofs());
    return 1;
  },

  async together(findings, till) {
    const quotes = [await till.quote(), await till.quote(), await till.quote()];
    await Promise.all(quotes.map((quote) => till.pay(quote)));
    const answers = await Promise.all(quotes.map((quote) => mined(till, quote)));
    findings.equal("paid", [200, 200, 200], answers.map((answer) => answer.status));
    findings.equal("a number each", 3, new Set((await till.events("account_signed")).map((event) => event.account_nonce)).size);
    return 3;
  },
};

/** Numbers that are not drawn but follow from a seed. */
function chance(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A gateway that is killed while it pays, again and again, with a chain that drops and mines as it likes. */
async function killed(findings, till, kills, seed) {
  const draw = chance(seed);
  const quotes = [];
  for (let kill = 0; kill < kills; kill++) {
    const quote = await till.quote();
    quotes.push({ quote, id: `inv_${till.invoices}` });
    const asked = till.pay(quote).catch(() => undefined);
    await pause(draw(250));
    await till.kill();
    await asked;
    if (draw(3) === 0) for (const hash of await till.waiting()) await till.chain.client.dropTransaction({ hash });
    if (draw(2) === 0) await mine(till.chain);
    await till.serve();
  }
  let payments = 0;
  for (const { quote, id } of quotes) {
    const answer = await mined(till, quote);
    if (answer.status === 409) {
      const fresh = await till.quote({ id });
      const late = await mined(till, fresh);
      findings.equal(`${id}, quoted again`, 200, late.status);
    } else {
      findings.equal(id, 200, answer.status);
    }
    payments++;
  }
  return payments;
}

async function act(name, folder, work) {
  const findings = new Findings();
  const chain = await startChain({ finalBlocks: FINAL_BLOCKS });
  try {
    await chain.client.setAutomine(true);
    const till = await Till.open(chain, join(folder, `treasury-${name}`));
    await chain.client.setAutomine(false);
    const payments = await work(findings, till);
    await sound(findings, till, payments);
    await till.stop();
  } catch (error) {
    findings.wrong.push(`${error.stack ?? error}`);
  } finally {
    await chain.stop();
  }
  return findings.wrong;
}

/** Every act, then a gateway that is killed so often; gives how many went wrong. */
export async function treasury(folder, { kills, seed, only }, say) {
  const all = [...Object.entries(ACTS), [`killed ${kills} times`, (findings, till) => killed(findings, till, kills, seed)]].filter(
    ([name]) => name.includes(only ?? ""),
  );
  let wrong = 0;
  const turn = async () => {
    for (let next = all.shift(); next; next = all.shift()) {
      const [name, work] = next;
      const found = await act(name.replaceAll(" ", "-"), folder, work);
      say(`${found.length === 0 ? "held " : "WRONG"}  the treasury's transactions: ${name}`);
      found.forEach((line) => say(`         ${line}`));
      wrong += found.length > 0 ? 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turn));
  return wrong;
}
