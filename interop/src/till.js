// The gateway with a treasury on a chain: settings, keys, its own HTTP, and what the chain says of it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { getAddress } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { pause } from "./http.js";
import { Buyer } from "./patron.js";

export const PRICE = 50_000n;
const AMOUNT = "0.05";
const HOST = "api.example.com";
const STEP_MILLIS = 150;
const WAIT_MILLIS_MOST = 120_000;

/** A port that is free now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** One gateway, its wallet and its payee, all made now. */
export class Till {
  /**
   * Options: what the wallet holds, its asset where that is not USD Coin on Base, and a market that it buys from as well.
   */
  static async open(chain, folder, { funds = 10_000_000n, token, market } = {}) {
    const till = new Till();
    till.chain = chain;
    till.payTo = privateKeyToAccount(generatePrivateKey()).address;
    const seller = { rpc: chain.url, seller: market?.sells.url ?? "http://127.0.0.1:1", payTo: market?.payTo ?? till.payTo };
    till.buyer = new Buyer(folder, generatePrivateKey(), seller, { finality: "finalized", token });
    till.port = await freePort();
    till.invoices = 0;
    till.killed = 0;
    till.exports = 0;
    mkdirSync(folder, { recursive: true });
    const limits = { daily: "500", monthly: "500", total: "500", at_risk: "500" };
    const agent = {
      ...{ enabled: true, per_request: "5", daily: "500", rolling_24h: "500", per_brief: "500", at_risk: "500" },
      ...{ payments_per_minute: "unlimited", providers: [HOST, "interop"], kinds: ["invoice", "image"], models: "any" },
    };
    const write = (name, content) => writeFileSync(join(folder, name), JSON.stringify(content, undefined, 2));
    write("policy.yaml", { version: 1, zone: "UTC", workspace: limits, agents: { default: agent } });
    write("patron.yaml", {
      ...{ version: 1, policy: "policy.yaml", catalog: "catalog.yaml", market: "interop", agent: "default", planner: "outline" },
      gateway: {
        port: till.port,
        mainnet: { asset: token?.symbol ?? "USDC", confirmations: 1, gas: { per_payment: "0.01", per_day: "1", replace_after: 3 } },
      },
    });
    await chain.client.setBalance({ address: till.buyer.address, value: 10n ** 18n });
    if (funds > 0n) await chain.mint(till.buyer.address, funds);
    await till.serve();
    till.agentKey = (await till.buyer.ask("keys", "new", "--agent", "default")).document.key;
    till.providerKey = (await till.buyer.ask("keys", "new", "--provider", HOST, "--pay-to", till.payTo)).document.key;
    return till;
  }

  /** Starts `patron serve` and waits until it answers. */
  async serve() {
    this.running = this.buyer.start("serve");
    const until = Date.now() + WAIT_MILLIS_MOST;
    while (Date.now() < until) {
      const alive = await fetch(this.url("verify"), { method: "POST" }).catch(() => undefined);
      if (alive) return;
      if (this.running.child.exitCode !== null) break;
      await pause(STEP_MILLIS);
    }
    this.running.child.kill("SIGKILL");
    const { words } = await this.running.ended;
    throw new Error(`patron serve did not start: ${words}`);
  }

  async kill(signal = "SIGKILL") {
    this.running.child.kill(signal);
    await this.running.ended;
    this.killed++;
  }

  async stop() {
    await this.kill("SIGTERM");
  }

  url(path) {
    return `http://127.0.0.1:${this.port}/api/gateway/${path}`;
  }

  async post(path, body, key = this.agentKey) {
    const answer = await fetch(this.url(path), {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, ...(await answer.json()) };
  }

  /** A quote on a new invoice, or on one by its id; asked again while the treasury is not taken over yet. */
  async quote({ id = `inv_${++this.invoices}`, amount = AMOUNT, payTo = this.payTo } = {}) {
    const body = { invoiceId: id, amount, payTo, network: "mainnet", providerUrl: `https://${HOST}` };
    const until = Date.now() + WAIT_MILLIS_MOST;
    for (;;) {
      const quote = await this.post("quote", body);
      if (quote.allowed || quote.detail?.code !== "INSUFFICIENT_BALANCE" || this.known || Date.now() > until) {
        this.known ||= quote.allowed;
        return quote;
      }
      await pause(STEP_MILLIS);
    }
  }

  pay(quote) {
    return this.post("pay", { quoteId: quote.quoteId });
  }

  /** Asks until the payment ends, with `between` done before each further question. */
  async paid(quote, between = async () => {}) {
    const until = Date.now() + WAIT_MILLIS_MOST;
    for (;;) {
      const answer = await this.pay(quote);
      if (answer.status !== 202 || Date.now() > until) return answer;
      await between();
      await pause(STEP_MILLIS);
    }
  }

  /** Waits until something holds, with `between` done before each further look. */
  async until(what, holds, between = async () => {}) {
    const until = Date.now() + WAIT_MILLIS_MOST;
    for (;;) {
      const found = await holds();
      if (found) return found;
      if (Date.now() > until) throw new Error(`${what}: it did not come about`);
      await between();
      await pause(STEP_MILLIS);
    }
  }

  /** Transactions of the wallet that the EVM holds and no block does, oldest number first. */
  async waiting() {
    const { pending = {}, queued = {} } = await this.chain.client.getTxpoolContent();
    const own = (pool) => Object.entries(pool).filter(([sender]) => getAddress(sender) === this.buyer.address).flatMap(([, all]) => Object.values(all));
    return [...own(pending), ...own(queued)].map((one) => one.hash);
  }

  /** Every event of a type, however many there are. */
  async everything(type) {
    const file = join(this.buyer.folder, `events-${++this.exports}.jsonl`);
    await this.buyer.ask("ledger", "export", "jsonl", "--out", file);
    const lines = readFileSync(file, "utf8").split("\n").filter((line) => line.startsWith("{"));
    const bodies = lines.map((line) => JSON.parse(line).body).filter((body) => body !== undefined);
    return bodies.map((body) => JSON.parse(body)).filter((body) => body.type === type);
  }

  /** Those of a type among the newest events. */
  async events(type) {
    const { document } = await this.buyer.ask("ledger", "show", "--limit", "1000");
    return (document?.events ?? []).map((event) => JSON.parse(event.body)).filter((body) => body.type === type);
  }

  /** Every transfer that reached the payee. */
  async received() {
    const { sent } = await this.chain.history(this.buyer.address);
    return sent.filter((log) => getAddress(log.args.to) === getAddress(this.payTo));
  }
}
