// The reference seller and what is shown with it. `scripts/interop --help` has the words.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { answers } from "./answers.js";
import { bench } from "./bench.js";
import { endChains, startChain, USDC } from "./chain.js";
import { Findings, ledger, moved, papers } from "./checks.js";
import { FAULTS } from "./faults.js";
import { kills } from "./kills.js";
import { FUNDS, newBuyer, openMarket } from "./market.js";
import { endBuyers, TEA_HOUSE, TEA_HOUSE_SHOTS } from "./patron.js";
import { provider } from "./provider.js";
import { reorganisations } from "./reorganisations.js";
import { treasury } from "./treasury.js";
import { vectors } from "./vectors.js";

const say = (line) => console.log(line);

async function purchase(chain, folder) {
  const market = await openMarket(chain);
  try {
    const buyer = await newBuyer(chain, market, join(folder, "purchase"));
    const { code, document: report, words } = await buyer.buy(TEA_HOUSE).ended;
    const findings = new Findings();
    findings.equal(`the run's exit code (${words.trim().split("\n").at(-1)})`, 0, code);
    if (report?.shots) {
      const facts = await moved(findings, chain, buyer, market.payTo, FUNDS);
      findings.equal("payments", TEA_HOUSE_SHOTS, facts.nonces.size);
      findings.equal("the report says that this is no simulation", false, report.simulated);
      await ledger(findings, buyer, facts.total, FUNDS);
      papers(findings, buyer, report, facts);
      say(`bought ${report.shots.length} shots for ${report.spent_usd} USD: chain, ledger, manifest and receipt were compared`);
      report.shots.forEach((shot) => say(`       ${shot.shot}  ${shot.status}  ${shot.price_usd}  ${shot.transaction}`));
    }
    findings.wrong.forEach((line) => say(`WRONG  ${line}`));
    return findings.wrong.length;
  } finally {
    await market.close();
  }
}

async function serve(chain, port) {
  const market = await openMarket(chain, { seller: { port } });
  say(`seller       ${market.sells.url}`);
  say(`pay_to       ${market.payTo}`);
  say(`facilitator  ${market.settles.url}`);
  say(`rpc          ${chain.url}   chain 8453, token ${USDC}, finality latest`);
  say("anybody may call mint(address,uint256) of the token; stop with Ctrl-C");
  await new Promise(() => {});
}

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    port: { type: "string", default: "0" },
    serve: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    bench: { type: "boolean", default: false },
    vectors: { type: "boolean", default: false },
    reorg: { type: "boolean", default: false },
    answers: { type: "boolean", default: false },
    provider: { type: "boolean", default: false },
    treasury: { type: "string" },
    act: { type: "string" },
    fault: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

function whole(name, most) {
  const value = Number(values[name]);
  if (!/^\d+$/.test(values[name]) || value > most) throw new Error(`--${name} is a whole number up to ${most}`);
  return value;
}

function authorizations() {
  say("---- the authorizations that the sandbox chain takes and refuses, put before the token in an EVM");
  return vectors(say);
}

function blocksVanish() {
  say("---- a settled payment, and the block that vanishes");
  return reorganisations(folder, say);
}

function sellsThroughGateway() {
  say("---- the example provider on Express, paid through Patron's gateway");
  return provider(join(folder, "provider"), say);
}

const TREASURY_KILLS = 8;

function account(kills) {
  say("---- the gateway's treasury: transactions mined, dropped, replaced, reverted, reorganised, and kills");
  return treasury(folder, { kills, seed: whole("seed", 2 ** 32 - 1), only: values.act }, say);
}

/** The table of authorizations, the tea house, killed runs, vanishing blocks, then some of the faults. */
async function shown() {
  let found = await authorizations();
  say("---- the tea house, bought from the reference seller");
  found += await purchase(chain, folder);
  const count = whole("kills", 1000);
  if (count > 0) {
    say(`---- ${count} runs killed in their middle and resumed, seed ${values.seed}`);
    found += await kills(chain, folder, count, whole("seed", 2 ** 32 - 1), say);
  }
  found += await blocksVanish();
  found += await sellsThroughGateway();
  found += await account(TREASURY_KILLS);
  const wanted = FAULTS.filter((fault) => fault.short);
  say(`---- one picture under each of ${wanted.length} faults; --answers tries all ${FAULTS.length}`);
  return found + (await answers(chain, folder, { wanted }, say));
}

const folder = mkdtempSync(join(tmpdir(), "patron-interop-"));
// A block each second, as nearly on Base; at once where the chain is not what is measured.
const chain = await startChain(values.bench ? {} : { blockSeconds: 1 });
let wrong = 0;
const end = async (code) => {
  endBuyers();
  await chain.stop();
  endChains();
  if (values.keep) say(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  process.exit(code);
};
process.on("SIGINT", () => end(130));
process.on("SIGTERM", () => end(143));
try {
  if (values.serve) await serve(chain, whole("port", 65_535));
  if (values.bench) {
    say("---- Patron beside the reference buyer, in turns on one seller");
    await bench(chain, folder, say);
  } else if (values.vectors) {
    wrong += await authorizations();
  } else if (values.reorg) {
    wrong += await blocksVanish();
  } else if (values.provider) {
    wrong += await sellsThroughGateway();
  } else if (values.treasury !== undefined) {
    wrong += await account(whole("treasury", 1000));
  } else if (values.answers) {
    const wanted = FAULTS.filter((fault) => fault.name.includes(values.fault ?? ""));
    if (values.write && wanted.length < FAULTS.length) throw new Error("--write takes no --fault: the page has every row");
    say(`---- one picture under each of ${wanted.length} faults of seller, facilitator and connection`);
    wrong += await answers(chain, folder, { wanted, write: values.write }, say);
  } else {
    wrong += await shown();
  }
} catch (error) {
  process.stderr.write(`${error.stack ?? error}\n`);
  wrong++;
}
say(wrong === 0 ? "---- all held" : `---- ${wrong} wrong`);
await end(wrong === 0 ? 0 : 1);
