// The table of authorizations that the sandbox chain is held against, put before the token in an EVM.
import { readFileSync } from "node:fs";
import { encodeFunctionData } from "viem";
import { startChain, TOKEN } from "./chain.js";
import { Findings } from "./checks.js";

const TABLE = new URL("../../tools/src/test/resources/vectors/token-authorizations.json", import.meta.url);
const GAS = 300_000n;

/** Why the token reverts, in the words of the table. */
const REASONS = [
  ["NOT_YET_VALID", /authorization is not yet valid/],
  ["EXPIRED", /authorization is expired/],
  ["USED", /authorization is used or canceled/],
  ["SIGNATURE", /invalid signature/],
  ["ZERO_PAYEE", /transfer to the zero address/],
  ["BALANCE", /transfer amount exceeds balance/],
];

function data({ call, from, to, value, validAfter, validBefore, authorizer, nonce, signature }) {
  const [functionName, args] =
    call === "cancel"
      ? ["cancelAuthorization", [authorizer, nonce, signature]]
      : ["transferWithAuthorization", [from, to, BigInt(value), BigInt(validAfter), BigInt(validBefore), nonce, signature]];
  return encodeFunctionData({ abi: TOKEN, functionName, args });
}

/** Mines one call in a block of the step's second, and gives what the token made of it. */
async function mined(chain, payer, step) {
  await chain.client.setNextBlockTimestamp({ timestamp: BigInt(step.at) });
  const hash = await payer.sendTransaction({ to: chain.token, data: data(step), gas: GAS });
  const receipt = await payer.waitForTransactionReceipt({ hash });
  const block = await chain.client.getBlock({ blockNumber: receipt.blockNumber });
  if (Number(block.timestamp) !== step.at) throw new Error(`a block of second ${block.timestamp}, not ${step.at}`);
  if (receipt.status === "success") return "ACCEPTED";
  const trace = await chain.client.request({ method: "debug_traceTransaction", params: [hash, { tracer: "callTracer" }] });
  const said = `${trace.revertReason ?? ""} ${trace.error ?? ""} ${Buffer.from((trace.output ?? "0x").slice(2), "hex")}`;
  return REASONS.find(([, words]) => words.test(said))?.[0] ?? `reverted: ${said}`;
}

async function held(chain, payer, row) {
  const findings = new Findings();
  for (const [holder, units] of Object.entries(row.funds)) await chain.mint(holder, BigInt(units));
  for (const step of row.steps) findings.equal(`${step.call} at ${step.at}`, step.outcome, await mined(chain, payer, step));
  for (const { authorizer, nonce, spent } of row.nonces) {
    findings.equal(`nonce ${nonce} spent`, spent, await chain.read("authorizationState", authorizer, nonce));
  }
  for (const [holder, units] of Object.entries(row.balances)) {
    findings.equal(`balance of ${holder}`, BigInt(units), await chain.balance(holder));
  }
  return findings.wrong;
}

/** Every row of the table on a chain of its own with the sandbox's token in the EVM; gives how many rows differ. */
export async function vectors(say) {
  const { domain, begins, rows } = JSON.parse(readFileSync(TABLE, "utf8"));
  const chain = await startChain({ domain, begins });
  try {
    const payer = await chain.payer();
    let wrong = 0;
    for (const row of rows) {
      const differing = await held(chain, payer, row);
      wrong += differing.length === 0 ? 0 : 1;
      if (differing.length > 0) say(`WRONG  ${row.name}: ${row.about}`);
      differing.forEach((line) => say(`         ${line}`));
    }
    const steps = rows.flatMap((row) => row.steps);
    const accepted = steps.filter((step) => step.outcome === "ACCEPTED").length;
    say(`${rows.length} rows, ${steps.length} calls of which the token takes ${accepted}: ${rows.length - wrong} rows as the table says`);
    return wrong;
  } finally {
    await chain.stop();
  }
}
