// Patron as its users have it: the launcher, a folder of settings, a data directory, a key in the environment.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { privateKeyToAccount } from "viem/accounts";
import { NETWORK, USDC } from "./chain.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LAUNCHER = join(ROOT, "scripts/patron");
const SECRET = /^(PATRON_(?!JAVA_HOME$)|OPENAI_|ANTHROPIC_)/;

export const TEA_HOUSE = join(ROOT, "config/briefs/tea-house.md");
export const TEA_HOUSE_SHOTS = 5;

const running = new Set();

/** Ends every command that still runs. */
export function endBuyers() {
  running.forEach((child) => child.kill("SIGKILL"));
}

/** Starts a command of Patron's with no variable of a wallet, a model or a gateway but those given. */
export function launch(words, variables = {}) {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRET.test(name)));
  const child = spawn(LAUNCHER, words, { env: { ...environment, ...variables }, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const said = { out: "", err: "" };
  child.stdout.on("data", (some) => (said.out += some));
  child.stderr.on("data", (some) => (said.err += some));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, document: parsed(said.out), words: said.err }));
  return { child, ended };
}

const DOLLAR = { symbol: "USDC", network: NETWORK, contract: USDC, decimals: 6, eip712: { name: "USD Coin", version: "2" } };

function settings({ deadlines, concurrency = 4, finality = "latest", token = DOLLAR }, { rpc, seller, payTo }) {
  const { symbol, ...asset } = token;
  const catalog = {
    version: 1,
    networks: { [asset.network]: { rpc: [rpc], finality } },
    assets: { [symbol]: asset },
    providers: {
      interop: {
        base_url: seller,
        asset: symbol,
        pay_to: [payTo],
        prices: { image: "0.05", video: "0.25" },
        recovery: "none",
        ...(deadlines && { deadlines }),
      },
    },
  };
  const limits = { daily: "500", monthly: "500", total: "500", at_risk: "50" };
  const policy = {
    version: 1,
    zone: "UTC",
    workspace: limits,
    agents: {
      default: {
        enabled: true,
        per_request: "0.25",
        daily: "500",
        rolling_24h: "500",
        per_brief: "500",
        at_risk: "50",
        payments_per_minute: "unlimited",
        providers: ["interop"],
        kinds: ["image", "video"],
        models: "any",
      },
    },
  };
  const patron = {
    version: 1,
    policy: "policy.yaml",
    catalog: "catalog.yaml",
    market: "interop",
    agent: "default",
    planner: "outline",
    concurrency,
  };
  return { catalog, policy, patron };
}

/**
 * A buyer with a folder of its own. JSON is YAML, so the settings are written as JSON.
 *
 * Options: `deadlines`, `finality` and `token` (an asset and its `symbol`) as the catalogue has them, `concurrency` as the settings have it.
 */
export class Buyer {
  constructor(folder, key, places, options = {}) {
    this.folder = folder;
    this.account = privateKeyToAccount(key);
    this.address = this.account.address;
    this.out = join(folder, "delivery");
    this.key = key;
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(settings(options, places))) {
      writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(content, undefined, 2));
    }
  }

  /** Starts a command; `signal` on the result ends it. */
  start(...words) {
    const place = ["--config", join(this.folder, "patron.yaml"), "--data", join(this.folder, "data"), "--json"];
    return launch([...words, ...place], { PATRON_PRIVATE_KEY: this.key });
  }

  ask(...words) {
    return this.start(...words).ended;
  }

  buy(...words) {
    return this.start("run", ...words, "--market", "interop", "--out", this.out, "--yes");
  }

  resume() {
    return this.start("resume", "--market", "interop");
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
