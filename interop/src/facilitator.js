// The reference facilitator over HTTP: it verifies payments, broadcasts them and pays the gas.
import { x402Facilitator } from "@x402/core/facilitator";
import { toFacilitatorEvmSigner } from "@x402/evm";
import { ExactEvmScheme } from "@x402/evm/exact/facilitator";
import express from "express";
import { NETWORK } from "./chain.js";
import { serve } from "./http.js";

const NO_HASH = `0x${"00".repeat(32)}`;
const BLIND_MILLIS = 100;

/**
 * Starts a facilitator on a chain.
 *
 * @param tell    is told of each step: `verify`, `settle` (asked), `settled` (answered)
 * @param tamper  may take the place of the answer: `verify(ask, req, res, context)` and `settle(…)`, where `ask()`
 *                asks the reference facilitator; what is not named is answered honestly
 * @param context handed to what tampers
 * @param blind   it looks for receipts of another transaction, so that it never sees its own
 */
export async function startFacilitator(chain, { tell = () => {}, tamper = {}, context, blind } = {}) {
  const payer = await chain.payer();
  const receipt = blind ? { hash: NO_HASH, timeout: BLIND_MILLIS } : {};
  const signer = toFacilitatorEvmSigner({
    address: payer.account.address,
    readContract: (args) => payer.readContract(args),
    verifyTypedData: (args) => payer.verifyTypedData(args),
    writeContract: (args) => payer.writeContract(args),
    sendTransaction: (args) => payer.sendTransaction(args),
    waitForTransactionReceipt: (args) => payer.waitForTransactionReceipt({ ...args, ...receipt }),
    getCode: (args) => payer.getCode(args),
  });
  const facilitator = new x402Facilitator().register(NETWORK, new ExactEvmScheme(signer));

  const app = express();
  app.use(express.json({ limit: "256kb" }));
  app.get("/supported", (_, res) => res.json(facilitator.getSupported()));
  for (const step of ["verify", "settle"]) {
    app.post(`/${step}`, async (req, res) => {
      tell(step);
      const ask = () => facilitator[step](req.body.paymentPayload, req.body.paymentRequirements);
      if (tamper[step]) {
        await tamper[step](ask, req, res, context);
      } else {
        res.json(await ask());
      }
      if (step === "settle") tell("settled");
    });
  }
  return serve(app);
}
