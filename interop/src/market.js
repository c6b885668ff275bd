// One chain, facilitator and seller, and buyers made for one purchase.
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { startFacilitator } from "./facilitator.js";
import { Buyer } from "./patron.js";
import { startSeller } from "./seller.js";

/** What a buyer's wallet holds before its first purchase, in atomic units: 10 USDC. */
export const FUNDS = 10_000_000n;

/**
 * Opens a seller with a payee of its own and a facilitator, both on a running chain.
 *
 * @param facilitator options of `startFacilitator`
 * @param seller      options of `startSeller`
 */
export async function openMarket(chain, { facilitator = {}, seller = {}, tell } = {}) {
  const settles = await startFacilitator(chain, { tell, ...facilitator });
  const payTo = privateKeyToAccount(generatePrivateKey()).address;
  const sells = await startSeller({ payTo, facilitator: settles.url, tell, ...seller });
  return {
    payTo,
    settles,
    sells,
    close: async () => {
      await sells.close();
      await settles.close();
    },
  };
}

/** A buyer of that market in a folder of its own, with a key made now and money. */
export async function newBuyer(chain, market, folder, { funds = FUNDS, ...options } = {}) {
  const places = { rpc: chain.url, seller: market.sells.url, payTo: market.payTo };
  const buyer = new Buyer(folder, generatePrivateKey(), places, options);
  if (funds > 0n) await chain.mint(buyer.address, funds);
  return buyer;
}
