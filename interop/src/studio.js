// A seller of pictures behind the example paywall, which a till's own process buys from and pays.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import { byGateway, paywall } from "../../examples/express-provider/paywall.js";
import { serve } from "./http.js";
import { png } from "./media.js";

const WATCH = "60s";

/** A studio that has its proofs verified at the door of whoever buys, and is known there. */
export async function openStudio(till, folder) {
  const studio = { served: 0, key: "" };
  const app = express();
  const check = (proof, token, bill) => byGateway(till.url("").replace(/\/$/, ""), studio.key)(proof, token, bill);
  const price = () => ({ amount: "0.05", description: "one picture" });
  app.use("/v1/images/generate", paywall({ payTo: till.payTo, network: "mainnet", currency: "USDC", folder, check, price }));
  app.post("/v1/images/generate", (_, res) => res.status(202).json({ id: `gen_${++studio.served}`, status: "pending" }));
  app.get("/v1/generations/:id", (req, res) => {
    const url = `${studio.url}/files/${req.params.id}.png`;
    res.json({ id: req.params.id, status: "completed", output: { url, type: "image/png" } });
  });
  app.get("/files/:name", (req, res) => res.type("png").send(png(req.params.name)));
  return Object.assign(studio, await serve(app));
}

/** Lets a till's own process buy at the studio too, which it pays itself; the till must not be running. */
export async function buysAt(till, studio, watch = WATCH) {
  const change = (name, with_) => {
    const file = join(till.buyer.folder, `${name}.yaml`);
    writeFileSync(file, JSON.stringify(with_(JSON.parse(readFileSync(file, "utf8"))), undefined, 2));
  };
  change("patron", (settings) => ({ ...settings, market: "studio", gateway: { ...settings.gateway, embedded: true } }));
  change("policy", (policy) => {
    policy.agents.default.providers = [...new Set([...policy.agents.default.providers, "studio"])];
    return policy;
  });
  change("catalog", (catalog) => {
    catalog.providers.studio = {
      ...{ protocol: "xfour", network: "mainnet", asset: "USDC", base_url: studio.url, pay_to: [till.payTo] },
      ...{ prices: { image: "0.05" }, recovery: "replay", deadlines: { watch } },
    };
    return catalog;
  });
  if (!studio.key) {
    const made = await till.buyer.ask("keys", "new", "--provider", studio.url.replace("http://", ""), "--pay-to", till.payTo);
    studio.key = made.document.key;
  }
}
