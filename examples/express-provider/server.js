// A page that costs 0.05. GATEWAY_URL, PROVIDER_KEY, PAY_TO and PORT come from the environment; without a key proofs are checked
// by the gateway's published key (`proofs: eddsa`).
import express from "express";
import { byGateway, byPublishedKey, paywall } from "./paywall.js";

const { GATEWAY_URL = "http://localhost:3000/api/gateway", PROVIDER_KEY, PAY_TO, PORT = "4022" } = process.env;
if (!PAY_TO) throw new Error("PAY_TO is not set: who is to be paid");

const app = express();
app.use(
  paywall({
    payTo: PAY_TO,
    currency: "MNEE",
    folder: "paywall-state",
    check: PROVIDER_KEY ? byGateway(GATEWAY_URL, PROVIDER_KEY) : byPublishedKey(GATEWAY_URL),
    price: (req) => (req.path === "/poem" ? { amount: "0.05", description: "a poem" } : undefined),
  }),
);
app.post("/poem", (req, res) => res.json({ poem: `Of ${req.body.toString("utf8").slice(0, 80)} I sing.` }));
app.get("/", (_, res) => res.send("POST /poem costs 0.05\n"));
app.listen(Number(PORT), "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}`));
