// The example provider on Express against `patron serve`: what it demands, what it serves once, and every proof that it refuses.
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import { byGateway, byPublishedKey, paywall } from "../../examples/express-provider/paywall.js";
import { Findings } from "./checks.js";
import { launch } from "./patron.js";

const PAYEE = "0x00000000000000000000000000000000000000aa";

function settings(folder, host) {
  const limits = { daily: "500", monthly: "500", total: "500", at_risk: "50" };
  const agent = { enabled: true, per_request: "5", daily: "500", rolling_24h: "500", per_brief: "500", at_risk: "50" };
  const spends = { payments_per_minute: "unlimited", providers: [host], kinds: ["invoice"], models: "any" };
  const files = {
    patron: { version: 1, policy: "policy.yaml", catalog: "catalog.yaml", gateway: { proofs: "eddsa" } },
    policy: { version: 1, zone: "UTC", workspace: limits, agents: { default: { ...agent, ...spends } } },
    catalog: { version: 1, networks: {}, assets: {}, providers: {} },
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(content, undefined, 2));
  }
}

/** `patron serve` in a folder of its own; `key` makes keys beside it. */
async function openGateway(folder, host) {
  settings(folder, host);
  const place = ["--config", join(folder, "patron.yaml"), "--data", join(folder, "data"), "--json"];
  const serving = launch(["serve", "--port", "0", ...place]);
  const url = await new Promise((told, failed) => {
    let out = "";
    serving.child.stdout.on("data", (some) => {
      out += some;
      if (out.includes("\n")) told(JSON.parse(out.split("\n")[0]).url);
    });
    serving.ended.then(({ words }) => failed(new Error(`the gateway did not serve: ${words}`)));
  });
  const key = async (...words) => (await launch(["keys", "new", ...words, ...place]).ended).document.key;
  return { url, key, stop: () => (serving.child.kill("SIGTERM"), serving.ended) };
}

async function openShop() {
  const app = express();
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { app, server, host: `127.0.0.1:${server.address().port}` };
}

async function said(answer) {
  const text = await answer.text();
  return { status: answer.status, text, code: text.startsWith("{") ? JSON.parse(text).error : undefined, headers: answer.headers };
}

const post = async (url, body, proof) =>
  said(await fetch(url, { method: "POST", body, headers: proof ? { "X-402-Proof": proof } : {} }));

/** An agent by the published page alone: quote, then pay. */
async function paid(gateway, agent, demand, provider, change = {}) {
  const header = (name) => demand.headers.get(name);
  const ask = async (path, body) =>
    (
      await fetch(`${gateway}/${path}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${agent}` },
        body: JSON.stringify(body),
      })
    ).json();
  const quote = await ask("quote", {
    invoiceId: header("X-402-Invoice-Id"),
    amount: Number(header("X-402-Amount")),
    payTo: header("X-402-Pay-To"),
    network: header("X-402-Network"),
    providerUrl: provider,
    ...change,
  });
  if (!quote.allowed) throw new Error(`not allowed: ${JSON.stringify(quote)}`);
  const answer = await ask("pay", { quoteId: quote.quoteId });
  if (!answer.success) throw new Error(`not paid: ${JSON.stringify(answer)}`);
  return answer.proof;
}

async function manners(findings, way, { url, agent, provider, served, later }) {
  const equal = (what, expected, found) => findings.equal(`${way}: ${what}`, expected, found);
  const demand = await post(url, "a");
  equal("a demand", 402, demand.status);
  const proof = await paid(agent.gateway, agent.key, demand, provider);
  equal("another request", "INVOICE_MISMATCH", (await post(url, "b", proof)).code);
  equal("no token", "INVALID_PROOF", (await post(url, "a", "x")).code);
  equal("a changed signature", "INVALID_PROOF", (await post(url, "a", `${proof.slice(0, -8)}AAAAAAAA`)).code);
  const cheap = await paid(agent.gateway, agent.key, await post(url, "a"), provider, { amount: 0.01 });
  equal("a lower price", "WRONG_PRICE", (await post(url, "a", cheap)).code);
  const foreign = await paid(agent.gateway, agent.key, demand, provider, { invoiceId: "inv_abc123xyz" });
  equal("an invoice of nobody's", "INVOICE_MISMATCH", (await post(url, "a", foreign)).code);
  const before = served();
  const all = await Promise.all(Array.from({ length: 10 }, () => post(url, "a", proof)));
  equal("ten times at once", Array(10).fill('{"made":"a"}'), all.map((answer) => answer.text));
  equal("made once", before + 1, served());
  equal("a replay", "ALREADY_SERVED", (await post(url, "b", proof)).code);
  equal("after a restart", '{"made":"a"}', (await post(later, "a", proof)).text);
  equal("a restart makes nothing", before + 1, served());
  equal("too large", 413, (await post(url, "x".repeat(70_000))).status);
}

/** The example under both ways to check a proof; returns how much was wrong. */
export async function provider(folder, say) {
  const findings = new Findings();
  const shop = await openShop();
  const gateway = await openGateway(join(folder, "gateway"), shop.host);
  try {
    const agent = { gateway: gateway.url, key: await gateway.key("--agent", "default") };
    const providerKey = await gateway.key("--provider", shop.host, "--pay-to", PAYEE);
    let made = 0;
    const checks = { verify: byGateway(gateway.url, providerKey), jwks: byPublishedKey(gateway.url) };
    let hours = 0;
    const now = () => Math.floor(Date.now() / 1000) + hours * 3600;
    for (const [way, check] of Object.entries(checks)) {
      for (const again of ["", "-again"]) {
        const wall = { payTo: PAYEE, currency: "MNEE", folder: join(folder, way), check, price: () => ({ amount: "0.05" }) };
        shop.app.use(`/${way}${again}`, (req, _, next) => {
          req.originalUrl = `/${way}`;
          next();
        });
        // The second paywall is opened on the first one's folder once that has served, as after a restart.
        let opened;
        shop.app.use(`/${way}${again}`, (...args) => (opened ??= paywall(wall))(...args));
        shop.app.post(`/${way}${again}`, (req, res) => {
          made++;
          res.json({ made: req.body.toString("utf8") });
        });
      }
      const at = (path) => `http://${shop.host}/${path}`;
      const place = { url: at(way), later: at(`${way}-again`), agent, provider: `http://${shop.host}`, served: () => made };
      await manners(findings, way, place);
      say(`       ${way}: demanded, paid, served once, and refused what was not paid for`);
    }
    const wall = { payTo: PAYEE, folder: join(folder, "old"), now, check: byPublishedKey(gateway.url, { now }) };
    shop.app.use("/old", paywall({ ...wall, price: () => ({ amount: "0.05" }) }));
    shop.app.post("/old", (_, res) => res.json({}));
    const url = `http://${shop.host}/old`;
    const proof = await paid(gateway.url, agent.key, await post(url, "a"), `http://${shop.host}`);
    hours = 24;
    findings.equal("a proof that is a day old", "PROOF_EXPIRED", (await post(url, "a", proof)).code);
  } finally {
    await gateway.stop();
    shop.server.close();
    shop.server.closeAllConnections();
  }
  findings.wrong.forEach((line) => say(`WRONG  ${line}`));
  return findings.wrong.length;
}
