// The example provider on Express against `patron serve`: what it demands, what it serves once, and every proof that it refuses.
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import express from "express";
import { byGateway, byPublishedKey, networkOf, paywall } from "../../examples/express-provider/paywall.js";
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

/** A gateway that answers every proof with the same text, and counts. */
async function openSaying() {
  const saying = { text: "", asked: 0 };
  const server = createServer((_, res) => {
    saying.asked++;
    res.end(saying.text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(saying, { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() });
}

const tokenFor = (claims) => ["{}", JSON.stringify(claims), "x"].map((part) => Buffer.from(part).toString("base64url")).join(".");

async function proofOf(url, body, claims = {}) {
  const demand = await post(url, body);
  return tokenFor({ invoiceId: demand.headers.get("X-402-Invoice-Id"), ...claims });
}

/** An amount is what the gateway wrote, and not what a number of JavaScript makes of it. */
async function exactly(findings, { app, host }, folder) {
  const gateway = await openSaying();
  const rows = [
    ["0.0000001", "1E-7", 200],
    ["0.0000001", "0.0000001", 200],
    ["0.0000001", "1e-8", 403],
    ["12345678901.123456789012345678", "12345678901.123456789012345678", 200],
    ["12345678901.123456789012345678", "12345678901.123456789012345679", 403],
    ["12345678901.123456789012345678", '"12345678901.123456789012345678"', 200],
    ["120", "1.2e2", 200],
    ["0.05", "0.050", 200],
    ["0.05", "1e99", 403],
    ["0.05", "null", 403],
  ];
  for (const [n, [price, said, expected]] of rows.entries()) {
    const wall = { payTo: PAYEE, folder: join(folder, `exact-${n}`), check: byGateway(gateway.url, "key"), price: () => ({ amount: price }) };
    app.use(`/exact-${n}`, paywall(wall));
    app.post(`/exact-${n}`, (_, res) => res.json({}));
    const url = `http://${host}/exact-${n}`;
    gateway.text = `{"verified":true,"paymentId":"p","amount":${said},"paidAt":1}`;
    const proof = await proofOf(url, "a", { payTo: PAYEE.toUpperCase().replace("X", "x") });
    findings.equal(`${said} for ${price}`, expected, (await post(url, "a", proof)).status);
  }
  gateway.close();
}

/** Forged proofs: one invoice and one client have only so many looked at by the gateway. */
async function forged(findings, { app, host }, folder) {
  const gateway = await openSaying();
  gateway.text = '{"verified":false,"errorCode":"INVALID_PROOF"}';
  let seconds = 1_000_000;
  const wall = { payTo: PAYEE, folder: join(folder, "forged"), now: () => seconds, refusedOfClient: 20 };
  app.use("/forged", paywall({ ...wall, check: byGateway(gateway.url, "key"), price: () => ({ amount: "1" }) }));
  app.post("/forged", (_, res) => res.json({}));
  const url = `http://${host}/forged`;
  const proof = await proofOf(url, "a");
  const codes = [];
  for (let i = 0; i < 9; i++) codes.push((await post(url, "a", proof)).code);
  findings.equal("of one invoice", [...Array(8).fill("INVALID_PROOF"), "RATE_LIMITED"], codes);
  for (let i = 0; i < 12; i++) await post(url, `b${i}`, await proofOf(url, `b${i}`));
  findings.equal("of one client", 429, (await post(url, "c", await proofOf(url, "c"))).status);
  findings.equal("what the gateway was asked", 20, gateway.asked);
  const many = ["2001:db8:0:1::2", "2001:db8:0:1:a:b:c:d", "2001:db8::1:0:0:0:9", "127.0.0.1", "::ffff:192.0.2.1"].map(networkOf);
  const counted = ["2001:db8:0:1/64", "2001:db8:0:1/64", "2001:db8:0:1/64", "127.0.0.1", "::ffff:192.0.2.1"];
  findings.equal("an IPv6 network is one client", counted, many);
  seconds += 60;
  gateway.text = '{"verified":true,"amount":1}';
  findings.equal("a minute later", 200, (await post(url, "a", proof)).status);
  gateway.close();
}

/** An invoice names its price for its life; a proof of it lives longer. */
async function late(findings, { app, host }, folder) {
  const gateway = await openSaying();
  let seconds = 1_000_000;
  const wall = { payTo: PAYEE, folder: join(folder, "late"), now: () => seconds, invoiceSeconds: 60 };
  app.use("/late", paywall({ ...wall, check: byGateway(gateway.url, "key"), price: () => ({ amount: "1" }) }));
  app.post("/late", (_, res) => res.json({}));
  const url = `http://${host}/late`;
  const proofs = { silent: await proofOf(url, "a"), dated: await proofOf(url, "a", { iat: 1_000_060 }) };
  seconds += 61;
  const rows = [
    ["paid late", "silent", ',"paidAt":1000061000', 403],
    ["paid late, whatever the token says", "dated", ',"paidAt":1000061000', 403],
    ["shown late, and nothing says when it was paid", "silent", "", 403],
    ["shown late, and paid in time by its token", "dated", "", 200],
    ["shown late, and paid in time", "silent", ',"paidAt":1000060000', 200],
  ];
  for (const [what, which, said, expected] of rows) {
    gateway.text = `{"verified":true,"amount":1${said}}`;
    const answer = await post(url, "a", proofs[which]);
    findings.equal(what, expected, answer.status);
    if (expected === 403) findings.equal(`${what}: why`, "INVOICE_EXPIRED", answer.code);
  }
  gateway.close();
}

/** A client that goes away while its answer is made does not have it made again beside. */
async function aborted(findings, { app, host }, folder) {
  const waiting = [];
  let started;
  let made = 0;
  const price = () => ({ amount: "1" });
  app.use("/aborted", paywall({ payTo: PAYEE, folder: join(folder, "aborted"), check: async () => undefined, price }));
  app.post("/aborted", async (_, res) => {
    made++;
    started?.();
    await new Promise((go) => waiting.push(go));
    res.json({ made });
  });
  const url = `http://${host}/aborted`;
  const proof = await proofOf(url, "a");
  const begun = new Promise((told) => (started = told));
  const leaving = new AbortController();
  const gone = fetch(url, { method: "POST", body: "a", headers: { "X-402-Proof": proof }, signal: leaving.signal }).catch(() => "gone");
  await begun;
  leaving.abort();
  findings.equal("the first client", "gone", await gone);
  const again = post(url, "a", proof);
  // A second request that is answered shows that the server has seen the first one go.
  await post(url, "other");
  findings.equal("made while the first is being made", 1, made);
  waiting.forEach((go) => go());
  findings.equal("the answer that was made", '{"made":1}', (await again).text);
  findings.equal("made in all", 1, made);
}

/** What needs no gateway of Patron's. */
export async function alone(findings, folder) {
  const shop = await openShop();
  try {
    for (const part of [exactly, forged, late, aborted]) await part(findings, shop, folder);
  } finally {
    shop.server.close();
    shop.server.closeAllConnections();
  }
}

/** The example under both ways to check a proof; returns how much was wrong. */
export async function provider(folder, say) {
  const findings = new Findings();
  await alone(findings, join(folder, "alone"));
  say("       by itself: amounts digit for digit, forged proofs bounded, late payments refused, an aborted request made once");
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
