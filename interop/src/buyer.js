// The reference buyer: pays through `@x402/fetch`, polls, and writes the picture to a file. Prints what it took.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { privateKeyToAccount } from "viem/accounts";
import { NETWORK } from "./chain.js";
import { pause } from "./http.js";

const POLL_MILLIS = 300;
const { seller, key, folder, warm, count, atOnce } = JSON.parse(process.env.INTEROP_ORDER);
const pay = wrapFetchWithPaymentFromConfig(fetch, {
  schemes: [{ network: NETWORK, client: new ExactEvmScheme(privateKeyToAccount(key)) }],
});

async function buy(number) {
  const accepted = await pay(`${seller}/v1/images/generate`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: "nano-banana-2", prompt: `Apple number ${number} on a plain table` }),
  });
  if (accepted.status !== 202) throw new Error(`answered ${accepted.status}: ${await accepted.text()}`);
  const { id } = await accepted.json();
  for (;;) {
    const job = await (await fetch(`${seller}/v1/generations/${id}`)).json();
    if (job.status === "completed") {
      const file = await fetch(job.output[0].url);
      writeFileSync(join(folder, `${id}.png`), Buffer.from(await file.arrayBuffer()));
      return;
    }
    await pause(POLL_MILLIS);
  }
}

async function several(from, to) {
  let next = from;
  const one = async () => {
    while (next < to) await buy(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

await several(0, warm);
const cpu = process.cpuUsage();
const began = performance.now();
await several(warm, count);
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, cpuSeconds: (used.user + used.system) / 1e6 }));
