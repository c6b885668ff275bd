// An EVM of this machine with Base's chain id and a dollar token at USD Coin's address there.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";
import { createTestClient, defineChain, getAddress, http, parseAbi, parseEventLogs, publicActions, walletActions } from "viem";
import { generatePrivateKey, nonceManager, privateKeyToAccount } from "viem/accounts";

export const NETWORK = "eip155:8453";
export const USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
// The signing domain of USD Coin on Base, and what the contract there answers of it: every signature's typed data begins so.
const BASE = { name: "USD Coin", version: "2", chainId: 8453, verifyingContract: USDC };
/** A dollar of 18 decimals on Ethereum, where MNEE is. */
export const MNEE = {
  ...{ symbol: "MNEE", name: "MNEE USD Stablecoin", version: "1", chainId: 1 },
  ...{ verifyingContract: "0x8ccedbAe4916b79da7F3F612EfB2EB93A2bFD6cF", decimals: 18 },
};
const BASE_DOMAIN_SEPARATOR = "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f";
const GAS_MONEY = 10n ** 20n;
const POLLING_MILLIS = 100;
const START_MILLIS_MOST = 30_000;

export const TOKEN = parseAbi([
  "function mint(address to, uint256 value)",
  "function transfer(address to, uint256 value) returns (bool)",
  "function balanceOf(address owner) view returns (uint256)",
  "function authorizationState(address authorizer, bytes32 nonce) view returns (bool)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
  "function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)",
  "function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature)",
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)",
  "event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)",
]);

const running = new Set();

/** Ends every chain that still runs. */
export function endChains() {
  running.forEach((child) => child.kill("SIGKILL"));
}

const here = dirname(fileURLToPath(import.meta.url));

/** The token's code, its signing domain under a given name and version, with its decimals. */
function runtimeCode({ name, version, decimals = 6 }) {
  const named = (source, field, value) => {
    const line = new RegExp(`((?:string|uint8) public constant ${field} = )[^;]*`);
    if (!line.test(source)) throw new Error(`the token has no constant \`${field}\``);
    return source.replace(line, `$1${JSON.stringify(value)}`);
  };
  const text = readFileSync(join(here, "../token/UsdCoin.sol"), "utf8");
  const source = named(named(named(text, "name", name), "version", version), "decimals", decimals);
  const compiled = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: "Solidity",
        sources: { "UsdCoin.sol": { content: source } },
        settings: {
          evmVersion: "cancun",
          optimizer: { enabled: true, runs: 200 },
          outputSelection: { "*": { "*": ["evm.deployedBytecode.object"] } },
        },
      }),
    ),
  );
  const words = (compiled.errors ?? []).map((error) => error.formattedMessage);
  if (words.length > 0) throw new Error(`the token does not compile cleanly:\n${words.join("\n")}`);
  return `0x${compiled.contracts["UsdCoin.sol"].UsdCoin.evm.deployedBytecode.object}`;
}

/** Resolves with the port that anvil listens on. */
function listening(child) {
  return new Promise((resolve, reject) => {
    let text = "";
    const late = setTimeout(() => reject(new Error(`anvil did not start: ${text}`)), START_MILLIS_MOST);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`anvil ended with ${code}: ${text}`)));
    child.stdout.on("data", (some) => {
      text += some;
      const found = /Listening on 127\.0\.0\.1:(\d+)/.exec(text);
      if (found) {
        clearTimeout(late);
        child.stdout.removeAllListeners("data");
        child.stdout.resume();
        resolve(Number(found[1]));
      }
    });
  });
}

/**
 * Starts the chain.
 *
 * @param blockSeconds absent: a block for each transaction at once
 * @param domain       of the token's signatures, which names chain and contract too; USD Coin's on Base when left out
 * @param begins       the first block's second; now when left out
 * @param finalBlocks  how far the last final block is behind the head, an even number; the EVM's 64 when left out
 */
export async function startChain({ port = 0, blockSeconds, domain = BASE, begins, finalBlocks } = {}) {
  const binary = createRequire(import.meta.url).resolve("@foundry-rs/anvil-linux-amd64/bin/anvil");
  const pace = blockSeconds === undefined ? [] : ["--block-time", String(blockSeconds)];
  const time = begins === undefined ? [] : ["--timestamp", String(begins)];
  const epoch = finalBlocks === undefined ? [] : ["--slots-in-an-epoch", String(finalBlocks / 2)];
  const child = spawn(
    binary,
    [
      ...["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(domain.chainId)],
      ...["--mnemonic-random", "--accounts", "1", ...pace, ...time, ...epoch],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  running.add(child);
  child.once("exit", () => running.delete(child));
  const url = `http://127.0.0.1:${await listening(child)}`;
  const chain = defineChain({
    id: domain.chainId,
    name: "a chain of this machine",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const client = createTestClient({ chain, mode: "anvil", transport: http(url), pollingInterval: POLLING_MILLIS })
    .extend(publicActions)
    .extend(walletActions);
  await client.setCode({ address: domain.verifyingContract, bytecode: runtimeCode(domain) });
  const opened = new Chain(child, url, chain, client, domain.verifyingContract);
  if (domain === BASE && (await opened.read("DOMAIN_SEPARATOR")) !== BASE_DOMAIN_SEPARATOR) {
    throw new Error("the token's signing domain is not that of USD Coin on Base");
  }
  opened.mintery = await opened.payer();
  return opened;
}

class Chain {
  constructor(child, url, chain, client, token) {
    Object.assign(this, { child, url, chain, client, token });
  }

  read(functionName, ...args) {
    return this.client.readContract({ address: this.token, abi: TOKEN, functionName, args });
  }

  balance(address) {
    return this.read("balanceOf", address);
  }

  /** A wallet with a key made now and money for gas. */
  async payer() {
    const account = privateKeyToAccount(generatePrivateKey(), { nonceManager });
    await this.client.setBalance({ address: account.address, value: GAS_MONEY });
    return createTestClient({
      account,
      chain: this.chain,
      mode: "anvil",
      transport: http(this.url),
      pollingInterval: POLLING_MILLIS,
    })
      .extend(publicActions)
      .extend(walletActions);
  }

  /** Sends a call of the token and waits for its receipt. */
  async send(payer, functionName, ...args) {
    const hash = await payer.writeContract({ address: this.token, abi: TOKEN, functionName, args });
    return payer.waitForTransactionReceipt({ hash });
  }

  mint(address, units) {
    return this.send(this.mintery, "mint", address, units);
  }

  /** All that the token logged about one owner: what left, which nonces were used or cancelled, by transaction. */
  async history(owner) {
    const logs = parseEventLogs({
      abi: TOKEN,
      logs: await this.client.getLogs({ address: this.token, fromBlock: 0n, toBlock: "latest" }),
    });
    const of = (event, field) =>
      logs.filter((log) => log.eventName === event && getAddress(log.args[field]) === getAddress(owner));
    return {
      sent: of("Transfer", "from"),
      used: of("AuthorizationUsed", "authorizer"),
      cancelled: of("AuthorizationCanceled", "authorizer"),
    };
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}
