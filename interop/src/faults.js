// Every way in which the reference stack answers after a payment has left the buyer.
import { pause } from "./http.js";

export const FACILITATOR_MILLIS = 2000;
const SELLER_LATE_MILLIS = 5500;
const FACILITATOR_LATE_MILLIS = 13_000;
const STRANGE_HASH = `0x${"5a".repeat(32)}`;

const refusal = { success: false, errorReason: "invalid_exact_evm_transaction_failed", transaction: "", network: "eip155:8453" };
const cut = (req) => req.socket.destroy();

/** Answers in the seller's handler: the middleware settles for each status below 400. */
function handler(answer) {
  return { seller: { handle: (req, res) => (answer(res, req), true) } };
}

/** What stands between buyer and seller changes the answer as it leaves. */
function proxy(change) {
  return {
    seller: {
      before: (req, res) => {
        const send = res.end.bind(res);
        res.end = (body) => change(res, body, send, req);
        return false;
      },
    },
  };
}

const settle = (tampered) => ({ facilitator: { settle: tampered } });
const verify = (tampered) => ({ facilitator: { verify: tampered } });

/**
 * @property name    of the fault
 * @property does    what goes wrong, as a sentence
 * @property tamper  for seller and facilitator, see there; taken away before `resume`
 * @property options `blind` facilitator, `funds` of the wallet, `others`: somebody else pays the payee first
 * @property incident whether the chain contradicts the receipt
 * @property short   whether it is among those that every run of `scripts/interop` tries
 */
export const FAULTS = [
  { name: "none", does: "nothing goes wrong", tamper: {} },

  // The handler.
  { name: "handler-400", does: "the handler answers 400", tamper: handler((res) => res.status(400).json({ error: "invalid_request" })) },
  { name: "handler-402", does: "the handler answers 402 by itself", tamper: handler((res) => res.status(402).json({ error: "more" })) },
  { name: "handler-500", short: true, does: "the handler answers 500", tamper: handler((res) => res.status(500).json({ error: "internal_error" })) },
  {
    name: "handler-throws",
    does: "the handler throws",
    tamper: handler(() => {
      throw new Error("a defect of the seller");
    }),
  },
  { name: "handler-303", short: true, does: "the handler answers 303 with another address", tamper: handler((res) => res.redirect(303, "/elsewhere")) },
  { name: "handler-204", does: "the handler answers 204", tamper: handler((res) => res.status(204).end()) },
  { name: "handler-no-id", does: "the handler accepts and names no generation", tamper: handler((res) => res.status(202).json({ status: "pending" })) },
  { name: "handler-html", does: "the handler accepts in HTML", tamper: handler((res) => res.status(202).send("<p>accepted</p>")) },
  {
    name: "handler-unreadable",
    does: "the handler writes what the middleware cannot read, and it breaks",
    tamper: handler((res) => {
      res.status(202).write(true);
      res.end();
    }),
  },
  { name: "handler-hangs", does: "the handler never ends", tamper: { seller: { handle: () => new Promise(() => {}) } } },
  {
    name: "handler-late",
    does: "the handler ends after the buyer has hung up",
    tamper: { seller: { handle: () => pause(SELLER_LATE_MILLIS).then(() => false) } },
  },

  // The connection.
  { name: "cut-before", does: "the connection is cut before the seller looks at the payment", tamper: { seller: { before: (req) => (cut(req), true) } } },
  { name: "cut-in-handler", does: "the connection is cut while the seller works", tamper: { seller: { handle: (req) => (cut(req), false) } } },
  { name: "cut-after-settlement", short: true, does: "the connection is cut between settlement and answer", tamper: { seller: { settled: cut } } },
  {
    name: "cut-in-answer",
    does: "the connection is cut in the middle of the answer",
    tamper: proxy((res, body, send, req) => {
      res.setHeader("content-length", 4096);
      res.write(body, () => cut(req));
    }),
  },
  {
    name: "proxy-504",
    does: "a proxy answers 504 in the seller's place once it has settled",
    tamper: proxy((res, _, send) => {
      res.statusCode = 504;
      res.removeHeader("payment-response");
      res.removeHeader("content-length");
      send("<h1>Gateway timeout</h1>");
    }),
  },
  {
    name: "receipt-lost",
    does: "a proxy drops the receipt",
    tamper: proxy((res, body, send) => {
      res.removeHeader("payment-response");
      send(body);
    }),
  },
  {
    name: "receipt-garbled",
    does: "a proxy garbles the receipt",
    tamper: proxy((res, body, send) => {
      res.setHeader("payment-response", "bm90IEpTT04");
      send(body);
    }),
  },

  // The facilitator's verification.
  {
    name: "verify-refuses",
    does: "the facilitator calls a good payment invalid",
    tamper: verify((_, req, res) => res.json({ isValid: false, invalidReason: "insufficient_funds" })),
  },
  { name: "verify-500", does: "the facilitator answers 500 to the verification", tamper: verify((_, req, res) => res.status(500).send("out of order")) },
  { name: "verify-garbage", does: "the facilitator answers the verification with garbage", tamper: verify((_, req, res) => res.send("garbage")) },
  { name: "verify-hangs", does: "the facilitator never answers the verification", tamper: verify(() => new Promise(() => {})) },
  { name: "verify-crashes", does: "the facilitator dies in the verification", tamper: verify((_, req) => cut(req)) },
  { name: "no-funds", does: "the wallet is empty, and the facilitator sees it", tamper: {}, options: { funds: 0n } },
  {
    name: "no-funds-verified",
    does: "the wallet is empty, and the facilitator calls the payment valid",
    tamper: verify((_, req, res) => res.json({ isValid: true, payer: req.body.paymentPayload.payload.authorization.from })),
    options: { funds: 0n },
  },

  // The facilitator's settlement.
  { name: "settle-refuses", does: "the facilitator broadcasts nothing and says so", tamper: settle((_, req, res) => res.json(refusal)) },
  {
    name: "settle-denies", short: true,
    does: "the facilitator settles and says that it failed",
    tamper: settle(async (ask, req, res) => {
      await ask();
      res.json(refusal);
    }),
  },
  {
    name: "settle-denies-late",
    does: "the facilitator says that it failed, and settles long after",
    tamper: settle(async (ask, req, res) => {
      res.json(refusal);
      await pause(FACILITATOR_LATE_MILLIS);
      await ask();
    }),
  },
  {
    name: "settle-invents", short: true, incident: true,
    does: "the facilitator broadcasts nothing and invents a transaction",
    tamper: settle((_, req, res) => res.json({ success: true, transaction: STRANGE_HASH, network: "eip155:8453" })),
  },
  {
    name: "settle-no-hash", incident: true,
    does: "the facilitator broadcasts nothing, claims success and names no transaction",
    tamper: settle((_, req, res) => res.json({ success: true, transaction: "", network: "eip155:8453" })),
  },
  {
    name: "settle-other-hash", short: true, incident: true,
    does: "the facilitator settles and names somebody else's transaction",
    tamper: settle(async (ask, req, res, context) => {
      res.json({ ...(await ask()), transaction: context.others });
    }),
    options: { others: true },
  },
  {
    name: "settle-others-only", incident: true,
    does: "the facilitator broadcasts nothing and names somebody else's payment to the same payee",
    tamper: settle((_, req, res, context) => res.json({ success: true, transaction: context.others, network: "eip155:8453" })),
    options: { others: true },
  },
  { name: "settle-500-before", does: "the facilitator answers 500 and broadcasts nothing", tamper: settle((_, req, res) => res.status(500).send("out of order")) },
  {
    name: "settle-500-after",
    does: "the facilitator settles and answers 500",
    tamper: settle(async (ask, req, res) => {
      await ask();
      res.status(500).send("out of order");
    }),
  },
  {
    name: "settle-garbage",
    does: "the facilitator settles and answers garbage",
    tamper: settle(async (ask, req, res) => {
      await ask();
      res.send("garbage");
    }),
  },
  { name: "settle-hangs-before", does: "the facilitator broadcasts nothing and never answers", tamper: settle(() => new Promise(() => {})) },
  {
    name: "settle-hangs-after", short: true,
    does: "the facilitator settles and never answers",
    tamper: settle(async (ask) => {
      await ask();
      await new Promise(() => {});
    }),
  },
  { name: "settle-crashes-before", does: "the facilitator dies before it broadcasts", tamper: settle((_, req) => cut(req)) },
  {
    name: "settle-crashes-after", short: true,
    does: "the facilitator dies after it has broadcast",
    tamper: settle(async (ask, req, _, context) => {
      await context.broadcast(req.body.paymentPayload);
      cut(req);
    }),
  },
  {
    name: "settle-pending", short: true,
    does: "the facilitator has broadcast and sees no receipt in time",
    tamper: {},
    options: { blind: true },
  },
  {
    name: "front-run",
    does: "a stranger submits the signature before the facilitator does",
    tamper: settle(async (ask, req, res, context) => {
      await context.broadcast(req.body.paymentPayload, true);
      res.json(await ask());
    }),
  },
  {
    name: "cancelled", short: true,
    does: "the wallet's owner cancels the authorization before it is settled",
    tamper: settle(async (ask, req, res, context) => {
      await context.cancel(req.body.paymentPayload);
      res.json(await ask());
    }),
  },
  {
    name: "upfront",
    does: "the seller demands to settle before it works",
    tamper: { seller: { accepts: { extra: { paymentFlow: "upfront" } } } },
  },
];
