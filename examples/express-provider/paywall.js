// Demands payment of an invoice before a request is served, by X-402-* headers, and serves each invoice once. It needs Node alone
// and is a middleware for Express: `app.use(paywall({...}))` before any body parser; the body comes as a Buffer in `req.body`.
//
// An invoice is for one request (method, address, body); its id carries price and time under an HMAC, so open invoices take no
// memory. The answer is on disk before its first byte leaves: the same request with the same proof gets it again, any other
// use of the invoice is refused. An answer of 400 or above leaves the invoice unserved. One process owns a folder.
import { createHash, createHmac, createPublicKey, randomBytes, timingSafeEqual, verify } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { isIPv6 } from "node:net";
import { dirname, join } from "node:path";

const INVOICE = /^inv_([0-9]{1,12})-([0-9]{1,12}(?:\.[0-9]{1,18})?)-([0-9a-f]{16})-([0-9a-f]{32})$/;
const TOKEN = /^[A-Za-z0-9_-]{1,1000}\.[A-Za-z0-9_-]{1,6000}\.[A-Za-z0-9_-]{1,1000}$/;
const CODE = /^[A-Z_]{1,40}$/;
const NUMBER = /^([0-9]{1,40})(?:\.([0-9]{1,40}))?(?:[eE]([+-]?[0-9]{1,2}))?$/;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const PROOF_LIFE_SECONDS = 25 * 3600;
const ANSWER_MOST = 64 * 1024;
const WINDOW_SECONDS = 60;
const WINDOWS_MOST = 20_000;

const USUAL = {
  network: "sandbox",
  currency: undefined,
  proofHeader: "X-402-Proof",
  bodyBytes: 64 * 1024,
  answerBytes: 1024 * 1024,
  served: 100_000,
  invoiceSeconds: 3600,
  patienceMillis: 10_000,
  // How long a handler may go on after its client went away before the invoice may be tried again.
  handlerMillis: 120_000,
  // Refused proofs that the gateway is asked about in a minute.
  refusedOfInvoice: 8,
  refusedOfClient: 100,
  now: () => Math.floor(Date.now() / 1000),
};

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");

function writeDurably(file, bytes) {
  const aside = `${file}.new`;
  rmSync(aside, { force: true });
  const handle = openSync(aside, "wx", 0o600);
  try {
    writeSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(aside, file);
  // The name is durable once its folder is; Windows opens no folder, and keeps names by itself.
  if (process.platform === "win32") return;
  const folder = openSync(dirname(file), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function secretOf(folder) {
  const file = join(folder, "secret");
  if (!existsSync(file)) writeDurably(file, randomBytes(32));
  const secret = readFileSync(file);
  if (secret.length !== 32) throw new Error(`\`${file}\` is not a secret of 32 bytes; delete it to begin anew`);
  return secret;
}

/** `0.050` and `0.05` are one amount; anything but plain decimals is none. */
function amountOf(value) {
  const text = String(value);
  if (!/^[0-9]{1,12}(\.[0-9]{1,18})?$/.test(text)) return undefined;
  const [whole, part = ""] = text.split(".");
  const rest = part.replace(/0+$/, "");
  return whole.replace(/^0+(?=.)/, "") + (rest ? `.${rest}` : "");
}

/** The amount of a JSON object, digit for digit: a number of JavaScript holds about sixteen digits, and says 1e-7 for seven decimals. */
function amountIn(text, parsed) {
  if (typeof parsed.amount === "string") return parsed.amount;
  const raw = [...text.matchAll(/"amount"\s*:\s*([0-9.eE+-]+)/g)].map((found) => found[1]).find((found) => Number(found) === parsed.amount);
  const match = NUMBER.exec(raw ?? "");
  if (!match) return undefined;
  const [, whole, part = "", exponent = "0"] = match;
  const point = whole.length + Number(exponent);
  const digits = (whole + part).padStart(whole.length + part.length + Math.max(0, -point), "0").padEnd(Math.max(point, 0), "0");
  const at = Math.max(point, 0);
  return `${digits.slice(0, at) || "0"}.${digits.slice(at) || "0"}`;
}

/** An EVM address is the same account in capitals and in small letters. */
const isPayee = (said, payTo) =>
  said === payTo || (typeof said === "string" && ADDRESS.test(payTo) && said.toLowerCase() === payTo.toLowerCase());

function tokenOf(text) {
  if (typeof text !== "string" || !TOKEN.test(text)) return undefined;
  try {
    const [header, claims, signature] = text.split(".");
    const read = (part) => Buffer.from(part, "base64url").toString("utf8");
    const said = JSON.parse(read(claims));
    return { signed: `${header}.${claims}`, header: JSON.parse(read(header)), claims: said, text: read(claims), signature };
  } catch {
    return undefined;
  }
}

async function readBounded(stream, most) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Asks the gateway: an object, or undefined where it gives no answer that can be read. Redirects are not followed. */
async function ask(url, options, patienceMillis) {
  try {
    const answer = await fetch(url, { ...options, redirect: "error", signal: AbortSignal.timeout(patienceMillis) });
    const bytes = await readBounded(answer.body, ANSWER_MOST);
    const text = bytes?.toString("utf8");
    return bytes && { status: answer.status, text, body: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** What is wrong with a proof once its signature is known to be good; undefined where nothing is. */
function contradiction(claims, amount, bill) {
  if (amountOf(amount) !== bill.amount) return "WRONG_PRICE";
  if (claims.payTo !== undefined && !isPayee(claims.payTo, bill.payTo)) return "WRONG_PAYEE";
  return claims.network !== undefined && claims.network !== bill.network ? "WRONG_NETWORK" : undefined;
}

/** An invoice is paid within its life; where nothing says when it was, it must be shown within it. */
function late(paidAt, bill) {
  return (Number.isFinite(paidAt) ? paidAt : bill.shownAt) > bill.until ? "INVOICE_EXPIRED" : undefined;
}

/** Has the gateway verify a proof, with the provider's key there. */
export function byGateway(gatewayUrl, providerKey, patienceMillis = USUAL.patienceMillis) {
  const check = async (proof, token, bill) => {
    const answer = await ask(
      `${gatewayUrl}/verify`,
      {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${providerKey}` },
        body: JSON.stringify({ proof, invoiceId: bill.invoiceId }),
      },
      patienceMillis,
    );
    if (answer?.status === 200 && answer.body?.verified === true) {
      const paidAt = Number.isFinite(answer.body.paidAt) ? answer.body.paidAt / 1000 : token.claims.iat;
      return contradiction(token.claims, amountIn(answer.text, answer.body), bill) ?? late(paidAt, bill);
    }
    const refused = answer?.body?.verified === false && CODE.test(answer.body.errorCode ?? "");
    return refused && ![401, 429].includes(answer.status) && answer.status < 500 ? answer.body.errorCode : "GATEWAY_UNREACHABLE";
  };
  // The gateway lets a provider ask only so often.
  return Object.assign(check, { isMetered: true });
}

/** Checks proofs here, with the Ed25519 keys that the gateway publishes. */
export function byPublishedKey(gatewayUrl, { patienceMillis = USUAL.patienceMillis, now = USUAL.now } = {}) {
  let keys = new Map();
  let asked = -Infinity;
  const keyOf = async (id) => {
    if (!keys.has(id) && now() >= asked + 60) {
      asked = now();
      const answer = await ask(`${gatewayUrl}/.well-known/jwks.json`, {}, patienceMillis);
      const found = (answer?.body?.keys ?? []).filter((jwk) => jwk.crv === "Ed25519");
      if (found.length > 0) keys = new Map(found.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]));
    }
    return keys.get(id);
  };
  return async (_, token, bill) => {
    if (token.header.alg !== "EdDSA") return "INVALID_PROOF";
    const key = await keyOf(token.header.kid);
    if (!key) return keys.size > 0 ? "INVALID_PROOF" : "GATEWAY_UNREACHABLE";
    if (!verify(null, Buffer.from(token.signed), key, Buffer.from(token.signature, "base64url"))) return "INVALID_PROOF";
    const { claims } = token;
    if (claims.invoiceId !== bill.invoiceId) return "INVOICE_MISMATCH";
    if (!Number.isInteger(claims.exp) || now() >= claims.exp) return "PROOF_EXPIRED";
    if (claims.payTo === undefined) return "WRONG_PAYEE";
    if (claims.network === undefined) return "WRONG_NETWORK";
    return contradiction(claims, amountIn(token.text, claims), bill) ?? late(claims.iat, bill);
  };
}

/** Whom a client's address is counted as: an IPv6 network of 64 bits is what one customer is given. */
export function networkOf(address) {
  if (!isIPv6(address) || address.startsWith("::ffff:")) return address;
  const [left, right] = address.split("::").map((side) => side.split(":").filter(Boolean));
  const groups = right ? [...left, ...Array(8 - left.length - right.length).fill("0"), ...right] : left;
  return `${groups.slice(0, 4).join(":")}/64`;
}

/** Counts refused proofs for each invoice and each client in windows of a minute; those that were counted longest ago are forgotten first. */
function refusals({ now, refusedOfInvoice, refusedOfClient }) {
  const windows = new Map();
  const windowOf = (name) => {
    const known = windows.get(name);
    if (known && now() < known.ends) return known;
    windows.delete(name);
    if (windows.size >= WINDOWS_MOST) windows.delete(windows.keys().next().value);
    const fresh = { ends: now() + WINDOW_SECONDS, used: 0 };
    windows.set(name, fresh);
    return fresh;
  };
  return {
    /** Counts a proof before it is looked at; undefined when too many were refused, or else what takes the count back. */
    begin(invoice, client) {
      const both = [windowOf(`invoice ${invoice}`), windowOf(`client ${client}`)];
      if (both[0].used >= refusedOfInvoice || both[1].used >= refusedOfClient) return undefined;
      both.forEach((window) => window.used++);
      return () => both.forEach((window) => window.used--);
    },
  };
}

/**
 * The middleware.
 *
 * @param options `payTo`; `check`, one of the two above; `folder`, its own; `price(req)`: `{amount: "0.05", description}` or undefined where
 *   the request is free; and what `USUAL` names
 */
export function paywall(options) {
  const till = { ...USUAL, ...options };
  const served = join(till.folder, "served");
  mkdirSync(served, { recursive: true });
  const secret = secretOf(till.folder);
  const since = new Map();
  for (const name of readdirSync(served).filter((file) => file.endsWith(".json"))) {
    since.set(name.slice(0, -5), JSON.parse(readFileSync(join(served, name), "utf8")).at);
  }
  const busy = new Map();
  const refused = refusals(till);
  const life = till.invoiceSeconds + PROOF_LIFE_SECONDS;
  const fileOf = (invoice) => join(served, `${invoice}.json`);
  const code = (head, request) =>
    createHmac("sha256", secret).update([head, request, till.payTo, till.network].join("\n")).digest("hex").slice(0, 32);

  const refuse = (res, status, error) => {
    if (status === 503) res.setHeader("Retry-After", "5");
    if (status === 429) res.setHeader("Retry-After", String(WINDOW_SECONDS));
    res.status(status).set("Cache-Control", "no-store").json({ error });
  };

  const demand = (res, request, price) => {
    const amount = amountOf(price.amount);
    const head = `${till.now()}-${amount}-${randomBytes(8).toString("hex")}`;
    const invoiceId = `inv_${head}-${code(head, request)}`;
    const body = { error: "Payment Required", invoiceId, amount, payTo: till.payTo, network: till.network, description: price.description };
    res.set({ "X-402-Invoice-Id": invoiceId, "X-402-Amount": amount, "X-402-Pay-To": till.payTo, "X-402-Network": till.network });
    if (till.currency) res.set("X-402-Currency", till.currency);
    if (price.description) res.set("X-402-Description", price.description);
    res.status(402).set("Cache-Control", "no-store").json(body);
  };

  const billOf = (invoiceId, request) => {
    const match = INVOICE.exec(invoiceId);
    if (!match) return undefined;
    const expected = code(`${match[1]}-${match[2]}-${match[3]}`, request);
    const ours = timingSafeEqual(Buffer.from(expected), Buffer.from(match[4]));
    const issued = Number(match[1]);
    const [shownAt, until] = [till.now(), issued + till.invoiceSeconds];
    if (!ours || shownAt >= issued + life) return undefined;
    return { invoiceId, amount: amountOf(match[2]), payTo: till.payTo, network: till.network, until, shownAt };
  };

  const hasRoom = () => {
    for (const [invoice, at] of since) {
      if (till.now() < at + life) break;
      rmSync(fileOf(invoice), { force: true });
      since.delete(invoice);
    }
    return since.size < till.served;
  };

  /**
   * Lets the handler answer, keeps the answer, and sends it; resolves once the handler has ended. A client that goes away ends nothing: its
   * handler works on, and the invoice is not free for another until that is done or its time is over.
   */
  const serve = (res, next, keep) =>
    new Promise((done) => {
      const chunks = [];
      const [write, end] = [res.write, res.end];
      const add = (chunk, encoding) => {
        if (chunk && typeof chunk !== "function") chunks.push(Buffer.from(chunk, typeof encoding === "string" ? encoding : undefined));
      };
      res.once("close", () => setTimeout(done, till.handlerMillis).unref());
      res.write = (chunk, encoding) => {
        add(chunk, encoding);
        return true;
      };
      res.end = (chunk, encoding) => {
        add(chunk, encoding);
        [res.write, res.end] = [write, end];
        const body = Buffer.concat(chunks);
        try {
          if (body.length > till.answerBytes) {
            res.removeHeader("Content-Length");
            refuse(res, 500, "FAULT");
          } else {
            if (res.statusCode >= 200 && res.statusCode < 400) keep({ status: res.statusCode, headers: res.getHeaders(), body });
            res.end(body);
          }
        } finally {
          done();
        }
        return res;
      };
      next();
    });

  const again = (res, kept) => {
    res.status(kept.status).set(kept.headers);
    res.end(Buffer.from(kept.body, "base64"));
  };

  const proven = async (req, res, next, shown) => {
    const { request, proof, token, invoice } = shown;
    if (since.has(invoice)) {
      const kept = JSON.parse(readFileSync(fileOf(invoice), "utf8"));
      return kept.request === request && kept.proof === sha256(proof) ? again(res, kept) : refuse(res, 409, "ALREADY_SERVED");
    }
    const bill = billOf(invoice, request);
    if (!bill) return refuse(res, 403, "INVOICE_MISMATCH");
    const spare = till.check.isMetered ? refused.begin(invoice, networkOf(req.ip ?? req.socket.remoteAddress)) : () => {};
    if (!spare) return refuse(res, 429, "RATE_LIMITED");
    const wrong = await till.check(proof, token, bill);
    if (!wrong || wrong === "GATEWAY_UNREACHABLE") spare();
    if (wrong) return refuse(res, wrong === "GATEWAY_UNREACHABLE" ? 503 : 403, wrong);
    if (!hasRoom()) return refuse(res, 503, "BUSY");
    return serve(res, next, ({ status, headers, body }) => {
      const at = till.now();
      const kept = { request, proof: sha256(proof), at, status, headers, body: body.toString("base64") };
      writeDurably(fileOf(invoice), JSON.stringify(kept));
      since.set(invoice, at);
    });
  };

  return async (req, res, next) => {
    const price = till.price(req);
    if (!price) return next();
    const body = await readBounded(req, till.bodyBytes);
    if (!body) return refuse(res, 413, "TOO_LARGE");
    req.body = body;
    const request = sha256(`${req.method}\n${req.originalUrl}\n`, body);
    const proofs = req.headersDistinct[till.proofHeader.toLowerCase()] ?? [];
    if (proofs.length === 0) return demand(res, request, price);
    const token = proofs.length === 1 ? tokenOf(proofs[0]) : undefined;
    const invoice = String(token?.claims?.invoiceId ?? "");
    if (!token || typeof token.header !== "object" || !token.claims) return refuse(res, 403, "INVALID_PROOF");
    // One at a time for each invoice.
    const before = busy.get(invoice) ?? Promise.resolve();
    const mine = before.then(() => proven(req, res, next, { request, proof: proofs[0], token, invoice }));
    const settled = mine.catch(() => {});
    busy.set(invoice, settled);
    try {
      await mine;
    } finally {
      if (busy.get(invoice) === settled) busy.delete(invoice);
    }
  };
}
