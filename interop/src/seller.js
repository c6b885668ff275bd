// The endpoints of the XGEN API behind the reference Express middleware.
import { randomBytes } from "node:crypto";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { HTTPFacilitatorClient } from "@x402/core/server";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import express from "express";
import { NETWORK } from "./chain.js";
import { serve } from "./http.js";
import { mp4, png } from "./media.js";

const KINDS = {
  image: {
    path: "/v1/images/generate",
    price: "$0.05",
    type: "image/png",
    suffix: "png",
    bytes: png,
    models: ["nano-banana-2", "nano-banana-pro", "seedream-4.6", "seedream-4.0"],
  },
  video: {
    path: "/v1/videos/generate",
    price: "$0.25",
    type: "video/mp4",
    suffix: "mp4",
    bytes: mp4,
    models: ["veo-3.1-fast", "veo-3.1-lite"],
  },
};

function complaint(kind, body) {
  if (typeof body?.prompt !== "string" || body.prompt === "") return "`prompt` is a text";
  if (!kind.models.includes(body.model)) return `\`model\` is one of ${kind.models.join(", ")}`;
  if (kind === KINDS.video && body.mode !== "t2v") return "`mode` is t2v";
  return undefined;
}

function decoded(header) {
  try {
    return header && JSON.parse(Buffer.from(header, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Keeps what was answered to each request that carried a payment, as it left. */
function recording(answers) {
  return (req, res, next) => {
    if (req.header("payment-signature") === undefined) return next();
    const answer = { payment: decoded(req.header("payment-signature")), at: Date.now(), arrived: false };
    answers.push(answer);
    const send = res.end.bind(res);
    res.end = (body, ...rest) => {
      Object.assign(answer, {
        status: res.statusCode,
        demand: decoded(res.getHeader("payment-required")),
        receipt: decoded(res.getHeader("payment-response")),
        body: body === undefined ? "" : String(body),
      });
      return send(body, ...rest);
    };
    res.on("finish", () => (answer.arrived = true));
    next();
  };
}

/**
 * Starts a seller.
 *
 * @param payTo             who is paid
 * @param facilitator       address of a facilitator
 * @param facilitatorMillis how long the facilitator may take for one answer
 * @param lifetimeSeconds   how long an authorization may live
 * @param port              0 for any that is free
 * @param workMillis        how long a generation takes
 * @param tell              is told of each step: `asked`, `paid`, `answered`, `polled`, `fetched`
 * @param tamper            `before(req, res)` sees each paid request before the middleware and gives true when it dealt
 *                          with it, `handle(req, res)` the same in the handler, `settled(req)` runs between settlement
 *                          and answer, `accepts` is laid over what is demanded
 */
export async function startSeller({
  payTo,
  facilitator,
  facilitatorMillis = 30_000,
  lifetimeSeconds = 300,
  workMillis = 400,
  tell = () => {},
  tamper = {},
  port = 0,
}) {
  const jobs = new Map();
  const answers = [];
  const client = new HTTPFacilitatorClient({ url: facilitator, timeoutMs: facilitatorMillis });
  const server = new x402ResourceServer(client).register(NETWORK, new ExactEvmScheme());
  server.onAfterSettle(({ transportContext }) => tamper.settled?.(transportContext.request.adapter.req));
  const routes = Object.fromEntries(
    Object.values(KINDS).map((kind) => [
      `POST ${kind.path}`,
      {
        accepts: {
          scheme: "exact",
          network: NETWORK,
          price: kind.price,
          payTo,
          maxTimeoutSeconds: lifetimeSeconds,
          ...tamper.accepts,
        },
        description: "One generation",
        mimeType: "application/json",
      },
    ]),
  );

  const app = express();
  app.disable("x-powered-by");
  app.use(express.json({ limit: "64kb" }));
  app.use(recording(answers));
  app.use((req, res, next) => {
    if (req.method === "POST") {
      tell(req.header("payment-signature") === undefined ? "asked" : "paid");
      res.on("close", () => tell("answered"));
    }
    next();
  });
  for (const kind of Object.values(KINDS)) {
    app.post(kind.path, (req, res, next) => {
      const wrong = complaint(kind, req.body);
      if (wrong) return res.status(400).json({ error: "invalid_request", message: wrong });
      if (req.header("payment-signature") !== undefined && tamper.before?.(req, res)) return;
      next();
    });
  }
  app.use(paymentMiddleware(routes, server));
  for (const kind of Object.values(KINDS)) {
    app.post(kind.path, async (req, res) => {
      if (await tamper.handle?.(req, res)) return;
      const id = `gen_${randomBytes(8).toString("hex")}`;
      jobs.set(id, { kind, begun: Date.now() });
      res.status(202).json({ id, status: "pending" });
    });
  }
  app.get("/v1/generations/:id", (req, res) => {
    tell("polled");
    const job = jobs.get(req.params.id);
    if (!job) return res.status(404).json({ error: "not_found", message: "Generation not found" });
    const done = Math.min(100, Math.floor((100 * (Date.now() - job.begun)) / Math.max(1, workMillis)));
    if (done < 100) return res.json({ id: req.params.id, status: done < 30 ? "pending" : "processing", progress: done });
    const url = `${req.protocol}://${req.headers.host}/assets/${req.params.id}.${job.kind.suffix}`;
    res.json({ id: req.params.id, status: "completed", progress: 100, output: [{ url, type: job.kind.type }] });
  });
  app.get("/assets/:file", (req, res) => {
    tell("fetched");
    const [id, suffix] = req.params.file.split(".");
    const job = jobs.get(id);
    if (!job || suffix !== job.kind.suffix) return res.status(404).json({ error: "not_found", message: "No such file" });
    res.type(job.kind.type).send(job.kind.bytes(id));
  });
  app.use((error, _, res, next) => {
    if (res.headersSent) return next(error);
    res.status(500).json({ error: "internal_error", message: "Internal server error" });
  });
  return { jobs, answers, ...(await serve(app, port)) };
}
