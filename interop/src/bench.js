// Patron beside the reference buyer, on the same seller, in turns.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { newBuyer, openMarket } from "./market.js";

const BUYER = fileURLToPath(new URL("buyer.js", import.meta.url));
const FUNDS = 100_000_000n;
const TICKS_PER_SECOND = 100;
const ROUNDS = 3;
const LOADS = [
  { atOnce: 1, warm: 100, count: 160 },
  { atOnce: 16, warm: 300, count: 500 },
];
const SHOTS_MOST = 100;

/** Processor time of a process so far, all threads, in seconds (proc(5): fields 14 and 15 of `stat`). */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Several briefs that share one process, so that it is warm for the later ones. */
function briefs(folder, count) {
  mkdirSync(folder, { recursive: true });
  const files = [];
  for (let made = 0; made < count; made += SHOTS_MOST) {
    const file = join(folder, `brief-${files.length}.md`);
    const shots = Math.min(SHOTS_MOST, count - made);
    writeFileSync(file, `---\ntitle: Apples ${files.length}\ndeliverables:\n  - {kind: image, count: ${shots}, quality: fast}\n---\nOne apple on a plain table.\n`);
    files.push(file);
  }
  return files;
}

/** Buys with Patron; measured from the time the last warming picture was fetched until the last one was. */
async function patron(chain, market, folder, { atOnce, warm, count }, watch) {
  const buyer = await newBuyer(chain, market, folder, { funds: FUNDS, concurrency: atOnce });
  const files = briefs(join(folder, "briefs"), count);
  const marks = {};
  let fetched = 0;
  const run = buyer.buy(...files);
  watch.told = (step) => {
    if (step !== "fetched") return;
    fetched++;
    if (fetched === warm || fetched === count) marks[fetched] = { at: performance.now(), cpu: cpuSeconds(run.child.pid) };
  };
  const { code, words } = await run.ended;
  if (code !== 0 || fetched < count) throw new Error(`Patron ended with ${code} after ${fetched} pictures: ${words.slice(-400)}`);
  return { seconds: (marks[count].at - marks[warm].at) / 1000, cpuSeconds: marks[count].cpu - marks[warm].cpu };
}

async function reference(chain, market, folder, load, watch) {
  watch.told = () => {};
  const key = generatePrivateKey();
  await chain.mint(privateKeyToAccount(key).address, FUNDS);
  mkdirSync(folder, { recursive: true });
  const order = { seller: market.sells.url, key, folder, ...load };
  const child = spawn(process.execPath, [BUYER], {
    env: { PATH: process.env.PATH, INTEROP_ORDER: JSON.stringify(order) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (some) => (out += some));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the reference buyer ended with ${code}`);
  return JSON.parse(out);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Buys in turns and says how Patron stands to the reference buyer: medians of the rounds' ratios. */
export async function bench(chain, folder, say) {
  const watch = { told: () => {} };
  const market = await openMarket(chain, { seller: { workMillis: 0 }, tell: (step) => watch.told(step) });
  const rows = [];
  try {
    for (const load of LOADS) {
      const ratios = { cpu: [], pace: [] };
      for (let round = 1; round <= ROUNDS; round++) {
        const bought = load.count - load.warm;
        const ours = await patron(chain, market, join(folder, `ours-${load.atOnce}-${round}`), load, watch);
        const theirs = await reference(chain, market, join(folder, `theirs-${load.atOnce}-${round}`), load, watch);
        ratios.cpu.push(ours.cpuSeconds / theirs.cpuSeconds);
        ratios.pace.push(theirs.seconds / ours.seconds);
        const shown = ({ seconds, cpuSeconds }) => `${((1000 * cpuSeconds) / bought).toFixed(1)} ms CPU, ${(bought / seconds).toFixed(1)}/s`;
        say(`${load.atOnce} at once, round ${round}: Patron ${shown(ours)}; reference ${shown(theirs)}`);
      }
      rows.push(`| ${load.atOnce} | ${median(ratios.cpu).toFixed(1)} | ${median(ratios.pace).toFixed(2)} |`);
    }
  } finally {
    await market.close();
  }
  say("| at once | CPU for each purchase, Patron : reference | purchases per second, Patron : reference |");
  say("|--:|--:|--:|");
  rows.forEach(say);
}
