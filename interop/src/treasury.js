// The gateway's treasury on an EVM: transactions that are mined, dropped, replaced, reverted and reorganised, a token of 18 decimals, a wallet
// that also buys, and kills.
import { join } from "node:path";
import { encodeAbiParameters, formatUnits, keccak256, numberToHex, parseUnits } from "viem";
import { MNEE, startChain } from "./chain.js";
import { Findings, micros } from "./checks.js";
import { pause } from "./http.js";
import { openMarket } from "./market.js";
import { buysAt, openStudio } from "./studio.js";
import { PRICE, Till } from "./till.js";

const FINAL_BLOCKS = 4;
const AT_ONCE = 3;
// Payments that are open at once when a gateway is killed.
const UNDER_WAY = 3;
const BETWEEN_MILLIS = 250;
const BALANCES_SLOT = 1n;
// More than the first transaction offers, less than one payment may cost.
const DEAR = 10n ** 10n;

const mine = (chain, blocks = 1) => chain.client.mine({ blocks });

/** Does something again and again until something else has ended. */
async function meanwhile(ended, between) {
  let over = false;
  ended.finally(() => (over = true));
  while (!over) {
    await between();
    await pause(BETWEEN_MILLIS);
  }
  return ended;
}

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

/** What must hold at the end of every act; `payments` are their amounts in the token's units, or how many of the usual price. */
async function sound(findings, till, payments) {
  const units = Array.isArray(payments) ? payments : Array.from({ length: payments }, () => PRICE);
  const received = await till.received();
  findings.equal("transfers to the payee", units.map(String), received.map((log) => `${log.args.value}`));
  findings.equal("what the payee holds", units.reduce((sum, one) => sum + one, 0n), await till.chain.balance(till.payTo));
  const signed = await till.everything("account_signed");
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
    const line = (health?.checks ?? []).find(
      ({ check, message }) => check === "gateway" && `${message}`.includes(till.buyer.address),
    );
    findings.equal("doctor names the account", "holds", line?.verdict);
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
    const later = await till.until("replaced", async () => (await till.waiting()).find((one) => one !== hash), () => dear(till, 1));
    const answer = await till.paid(quote, () => dear(till, 1));
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
    await mine(till.chain, 2); // deep enough, and far from final however slowly it is looked at
    const answer = await till.paid(quote);
    findings.equal("paid", 200, answer.status);
    const { blockNumber } = await till.chain.client.getTransactionReceipt({ hash: answer.txHash });
    const head = await till.chain.client.getBlockNumber();
    await till.chain.client.request({ method: "anvil_reorg", params: [Number(head - blockNumber) + 1, []] });
    const proofs = async () => (await till.events("proved")).map((event) => event.kind);
    await till.until("taken back", async () => (await proofs()).includes("REVERSED"));
    findings.equal("paid again", 200, (await mined(till, quote)).status);
    await booked(till, 1);
    // The second settlement is told of once more when its block is final, unless it was final when it was first seen.
    findings.equal("proofs", ["SETTLED", "REVERSED", "SETTLED"], (await proofs()).slice(0, 3));
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

  /** What a token of 18 decimals divides to is paid to its last unit, and counts in budgets rounded up once. */
  async eighteen(findings, till) {
    const finer = await till.quote({ amount: "0.0000010000000000011" });
    findings.equal("finer than the token divides", 400, finer.status);
    const amounts = ["0.05", "0.000001000000000001"];
    for (const amount of amounts) {
      const quote = await till.quote({ amount });
      await till.pay(quote);
      const answer = await mined(till, quote);
      findings.equal(`${amount} is paid`, 200, answer.status);
      const proof = await till.post("verify", { proof: answer.proof, invoiceId: `inv_${till.invoices}` }, till.providerKey);
      findings.equal("its proof", [true, Number(amount)], [proof.verified, Number(proof.amount)]);
    }
    await booked(till, amounts.length);
    const counted = (await till.events("reserved")).map((event) => event.usd_micros).sort();
    findings.equal("counts in budgets", ["2", "50000"], counted);
    const units = amounts.map((amount) => parseUnits(amount, MNEE.decimals));
    const statement = await till.buyer.ask("ledger", "statement");
    const spent = (statement.document?.accounts ?? []).filter((row) => row.account.startsWith("expense/"));
    const total = formatUnits(units[0] + units[1], MNEE.decimals);
    findings.that(`the statement says what was spent: ${JSON.stringify(spent)}`, spent.length === 1 && spent[0].closing === total);
    return units;
  },

  /**
   * The process that buys is the gateway: it signs, waits, has the proof verified at its own door, replaces what nobody takes, is killed, and what
   * a run could not wait for `serve` follows and `resume` fetches.
   */
  async embedded(findings, till) {
    const studio = await openStudio(till, join(till.buyer.folder, "studio"));
    const run = (prompt) => till.buyer.start("run", "--prompt", prompt, "--image", "--yes", "--out", join(till.buyer.folder, prompt));
    const bought = async (what, { ended }, between) => {
      const { code, document, words } = await meanwhile(ended, between);
      const [only] = document?.runs ?? [document];
      findings.equal(`${what} (${document?.error?.message ?? words})`, [0, "delivered"], [code, only?.status]);
    };
    try {
      await till.stop();
      await buysAt(till, studio);
      await bought("a picture", run("kite"), () => mine(till.chain));
      const boat = run("boat");
      await till.until("handed over", async () => (await till.waiting()).length > 0);
      await bought("one in dear blocks", boat, () => dear(till, 1));
      findings.that("signed again under its number", (await till.everything("account_signed")).length > 2);
      await calm(till);

      const killing = run("swan");
      await till.until("handed over", async () => (await till.waiting()).length > 0);
      const [hash] = await till.waiting();
      killing.child.kill("SIGKILL");
      await killing.ended;
      await till.chain.client.dropTransaction({ hash });
      const resumed = till.buyer.start("resume");
      findings.equal("the same bytes", hash, await till.until("handed over again", async () => (await till.waiting())[0]));
      await bought("after a kill", resumed, () => mine(till.chain));

      await buysAt(till, studio, "3s");
      const { code, document } = await run("crane").ended;
      findings.equal("nobody mines", [4, "waiting", "0.050000"], [code, document?.status, document?.at_risk_usd]);
      const before = (await till.everything("proved")).length;
      await till.serve();
      await till.until("`serve` saw it settled", async () => (await till.everything("proved")).length > before, () => mine(till.chain));
      await till.stop();
      findings.equal("served so far", 3, studio.served);
      await bought("what `serve` saw settled", till.buyer.start("resume"), async () => {});
      findings.equal("served", 4, studio.served);
      await till.serve();
      await booked(till, 4);
      findings.equal("freezes", 0, (await till.everything("frozen")).length);
    } finally {
      await studio.close();
    }
    return 4;
  },

  /** The wallet of the treasury buys pictures over x402 as well, with the same data directory: neither is taken for the other. */
  async shared(findings, till, market) {
    const invoice = async () => {
      const quote = await till.quote();
      await till.pay(quote);
      findings.equal("an invoice", 200, (await mined(till, quote)).status);
    };
    const picture = async (prompt) => {
      await till.chain.client.setAutomine(true);
      till.buyer.out = join(till.buyer.folder, prompt);
      const { code, document } = await till.buyer.buy("--prompt", prompt, "--image").ended;
      findings.equal(`a picture (${document?.error?.message})`, [0, "delivered"], [code, document?.status]);
      await till.chain.client.setAutomine(false);
    };
    await invoice();
    await till.stop();
    await picture("kite");
    await till.serve();
    await invoice();
    await till.kill();
    await picture("boat");
    await till.serve();
    await invoice();
    await booked(till, 3);
    await till.until("the history is matched", async () => (await matched(till)) >= Number((await head(till)) - BigInt(FINAL_BLOCKS)));
    const strange = [...(await till.events("frozen")), ...(await till.events("claim_opened")), ...(await unexplained(till))];
    findings.equal("freezes, claims and unexplained transfers", [], strange);
    findings.equal("pictures paid", PRICE * 2n, await till.chain.balance(market.payTo));
    const { document } = await till.buyer.ask("ledger", "statement");
    const treasury = (document?.accounts ?? []).find((row) => row.account === "treasury" && row.asset.toLowerCase().includes(till.chain.token.toLowerCase()));
    findings.equal("the treasury in the books", await till.chain.balance(till.buyer.address), micros(treasury?.closing ?? ""));
    return 3;
  },
};

/** What an act needs that is not the same for all: another token, or a market to buy from. */
const GROUNDS = {
  eighteen: {
    domain: MNEE,
    till: {
      funds: 10n ** 20n,
      token: {
        ...{ symbol: MNEE.symbol, network: `eip155:${MNEE.chainId}`, contract: MNEE.verifyingContract, decimals: MNEE.decimals },
        eip712: { name: MNEE.name, version: MNEE.version },
      },
    },
  },
  shared: { buys: true },
};

const head = (till) => till.chain.client.getBlockNumber();
const unexplained = async (till) => (await till.events("wallet_moved")).filter((event) => event.kind === "unexplained");
const matched = async (till) => Math.max(0, ...(await till.events("wallet_matched")).map((event) => Number(event.block)));

/** Numbers that are not drawn but follow from a seed. */
function chance(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Where a payment stands, by the last event of it that a ledger has; the steps at which kills are to fall. */
const STEPS = { reserved: "quoted", authorized: "signed", account_signed: "signed", answered: "handed over", proved: "settled", fee_paid: "fee booked" };

async function step(till, invoice) {
  const all = await till.buyer.ask("ledger", "show", "--limit", "1000");
  const bodies = (all.document?.events ?? []).map((event) => JSON.parse(event.body));
  const place = bodies.find((body) => body.type === "invoiced" && body.invoice === invoice);
  const intent = bodies.find((body) => body.type === "intended" && place && body.shot === place.shot)?.intent;
  const own = bodies.filter((body) => body.intent === intent).sort((one, other) => Number(one.seq) - Number(other.seq));
  const signed = own.filter((body) => body.type === "account_signed").length;
  const last = STEPS[own.map((body) => body.type).filter((type) => STEPS[type]).at(-1)] ?? "before";
  return signed > 1 && last !== "settled" && last !== "fee booked" ? "replaced" : last;
}

/** What happens between a request to pay and the kill, and the longest pause, in milliseconds, before the kill. */
const MOMENTS = [
  { most: 120, until: async () => {} },
  { most: 30, until: async (till, { asked }) => asked },
  { most: 2500, until: async (till, { asked }) => asked.then(() => mine(till.chain)) },
  { most: 100, until: async (till, { asked, quote }) => asked.then(() => mined(till, quote)) },
  { most: 2500, until: async (till, { asked }) => asked.then(() => dear(till, 4)) },
  { most: 100, until: async (till, { asked }) => asked.then(() => replaced(till)) },
  { most: 2500, until: async (till, { asked }) => asked.then(() => mine(till.chain, FINAL_BLOCKS + 2)) },
  { most: 100, until: async (till, { asked, id }) => asked.then(() => till.until("booked", async () => (await step(till, id)) === "fee booked", () => mine(till.chain))) },
];

/** Mines dear blocks until something else waits than did before, or nothing does. */
async function replaced(till) {
  const first = new Set(await till.waiting());
  const others = (waiting) => waiting.length === 0 || waiting.some((hash) => !first.has(hash));
  await till.until("replaced", async () => others(await till.waiting()), () => dear(till, 1));
}

/** A block that is as cheap as the first was, so that the next transaction offers as little. */
async function calm(till) {
  await till.chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: DEAR / 10n });
  await mine(till.chain);
}

/** Blocks that are dearer than what the wallet offered, so that it has to offer more. */
async function dear(till, blocks) {
  for (let block = 0; block < blocks; block++) {
    await till.chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: DEAR });
    await mine(till.chain);
  }
}

/**
 * A gateway that is killed, or told to stop, at every step of its payments, again and again, with a chain that drops and mines as it likes.
 * Several are quoted and paid at once whenever it is; the first of them says when.
 */
async function killed(findings, till, kills, seed, say) {
  const draw = chance(seed);
  const quotes = [];
  const fell = new Map();
  await till.chain.client.setAutomine(true);
  await till.chain.mint(till.buyer.address, PRICE * BigInt(kills * UNDER_WAY));
  await till.chain.client.setAutomine(false);
  for (let kill = 0; kill < kills; kill++) {
    await calm(till);
    const open = [];
    for (let i = 0; i < UNDER_WAY; i++) open.push({ quote: await till.quote(), id: `inv_${till.invoices}` });
    quotes.push(...open);
    const asked = open.map(({ quote }) => till.pay(quote).catch(() => undefined));
    const { until, most } = MOMENTS[kill % MOMENTS.length];
    const [{ quote, id }] = open;
    await until(till, { asked: asked[0], quote, id });
    await pause(draw(most));
    const signal = draw(4) === 0 ? "SIGTERM" : "SIGKILL";
    await till.kill(signal);
    await Promise.all(asked);
    const place = `${signal} ${await step(till, id)}`;
    fell.set(place, (fell.get(place) ?? 0) + 1);
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
  findings.equal("freezes", 0, (await till.everything("frozen")).length);
  say(`       kills fell: ${[...fell].sort().map(([place, count]) => `${place} ${count}`).join(", ")}`);
  return payments;
}

async function act(name, folder, work) {
  const findings = new Findings();
  const ground = GROUNDS[name] ?? {};
  const chain = await startChain({ finalBlocks: FINAL_BLOCKS, domain: ground.domain });
  try {
    await chain.client.setAutomine(true);
    const market = ground.buys ? await openMarket(chain) : undefined;
    const till = await Till.open(chain, join(folder, `treasury-${name}`), { market, ...ground.till });
    await chain.client.setAutomine(false);
    const payments = await work(findings, till, market);
    await sound(findings, till, payments);
    await till.stop();
    await market?.close();
  } catch (error) {
    findings.wrong.push(`${error.stack ?? error}`);
  } finally {
    await chain.stop();
  }
  return findings.wrong;
}

/** Every act, then a gateway that is killed so often; gives how many went wrong. */
export async function treasury(folder, { kills, seed, only }, say) {
  const all = [...Object.entries(ACTS), [`killed ${kills} times`, (findings, till) => killed(findings, till, kills, seed, say)]].filter(
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
