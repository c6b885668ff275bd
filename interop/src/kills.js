// Runs that are killed in their middle and taken up again.
import { join } from "node:path";
import { Findings, ledger, moved, papers } from "./checks.js";
import { pause } from "./http.js";
import { FUNDS, newBuyer, openMarket } from "./market.js";
import { TEA_HOUSE, TEA_HOUSE_SHOTS } from "./patron.js";

const RESUMES_MOST = 4;
const DELAY_MILLIS_MOST = 300;
const AGAIN_MILLIS = [600, 1800];
// Steps that the seller and the facilitator see, and how often each comes in an undisturbed run of five shots at least.
const STEPS = { asked: 5, paid: 5, verify: 5, settle: 5, settled: 5, answered: 10, polled: 5, fetched: 5 };

/** Numbers in [0, 1) from a seed: mulberry32. */
function chances(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When to kill: so many milliseconds after the n-th time of a step; and perhaps once more in the resumption. */
function moment(chance) {
  const step = Object.keys(STEPS)[Math.floor(chance() * Object.keys(STEPS).length)];
  const ordinal = 1 + Math.floor(chance() * STEPS[step]);
  const delay = Math.floor(chance() * chance() * DELAY_MILLIS_MOST);
  const [least, most] = AGAIN_MILLIS;
  const again = chance() < 0.25 ? Math.floor(least + chance() * (most - least)) : undefined;
  return { step, ordinal, delay, again };
}

/** One run, killed and resumed. Gives what was found wrong and a line that says what happened. */
async function killed(chain, folder, when) {
  const seen = {};
  let reached;
  const there = new Promise((resolve) => (reached = resolve));
  const tell = (step) => {
    seen[step] = (seen[step] ?? 0) + 1;
    if (step === when.step && seen[step] === when.ordinal) reached(true);
  };
  const market = await openMarket(chain, { tell });
  try {
    const buyer = await newBuyer(chain, market, folder);
    const run = buyer.buy(TEA_HOUSE);
    if (await Promise.race([there, run.ended.then(() => false)])) {
      await pause(when.delay);
      run.child.kill("SIGKILL");
    }
    const { signal } = await run.ended;
    if (signal !== "SIGKILL") return undefined;
    const before = (await moved(new Findings(), chain, buyer, market.payTo, FUNDS)).nonces.size;
    if (when.again !== undefined) {
      const resumed = buyer.resume();
      await Promise.race([pause(when.again), resumed.ended]);
      resumed.child.kill("SIGKILL");
      await resumed.ended;
    }
    return { before, ...(await takenUp(chain, buyer, market)) };
  } finally {
    await market.close();
  }
}

async function takenUp(chain, buyer, market) {
  let last;
  for (let tries = 0; tries < RESUMES_MOST && (last === undefined || last.code === 4); tries++) {
    last = await buyer.resume().ended;
  }
  const findings = new Findings();
  const report = (await recorded(buyer)) ?? last.document?.runs?.[0];
  findings.that(`the resumption ends (exit ${last.code}, ${last.words.trim().split("\n").at(-1)})`, [0, 3].includes(last.code));
  const facts = await moved(findings, chain, buyer, market.payTo, FUNDS);
  await ledger(findings, buyer, facts.total, FUNDS);
  if (report === undefined) {
    findings.that("a killed run is known", facts.nonces.size === 0);
    return { findings, paid: facts.nonces.size, delivered: 0, claims: 0 };
  }
  papers(findings, buyer, report, facts);
  for (const shot of report.shots) {
    findings.that(`${shot.shot} was bought, not ${shot.status}`, ["delivered", "claim"].includes(shot.status));
  }
  findings.that(`at most ${TEA_HOUSE_SHOTS} payments`, facts.nonces.size <= TEA_HOUSE_SHOTS);
  return {
    findings,
    paid: facts.nonces.size,
    delivered: report.shots.filter((shot) => shot.status === "delivered").length,
    claims: report.claims.length,
  };
}

async function recorded(buyer) {
  const runs = (await buyer.ask("runs")).document?.runs ?? [];
  return runs.length === 1 ? (await buyer.ask("show", runs[0].run)).document : undefined;
}

/** Kills `count` runs; gives how many of them ended wrongly. */
export async function kills(chain, folder, count, seed, say) {
  const chance = chances(seed);
  let wrong = 0;
  let done = 0;
  for (let tries = 0; done < count && tries < 3 * count; tries++) {
    const when = moment(chance);
    const result = await killed(chain, join(folder, `kill-${tries + 1}`), when);
    const words = `${when.delay} ms after ${when.step} ${when.ordinal}${when.again === undefined ? "" : ", and once more"}`;
    if (result === undefined) {
      say(`       not killed ${words}: the run had ended`);
      continue;
    }
    done++;
    const { findings, before, paid, delivered, claims } = result;
    const verdict = findings.wrong.length === 0 ? "held" : "WRONG";
    say(`${verdict.padEnd(6)} killed ${words}: ${before} payments before, ${paid} in all, ${delivered} delivered, ${claims} claims`);
    findings.wrong.forEach((line) => say(`         ${line}`));
    wrong += findings.wrong.length === 0 ? 0 : 1;
  }
  if (done < count) {
    say(`WRONG  only ${done} of ${count} runs could be killed in their middle`);
    wrong++;
  }
  return wrong;
}
