// Express applications on free ports of loopback.
import { once } from "node:events";

/** Serves an application; `close` drops what is still open. */
export async function serve(app, port = 0) {
  const server = app.listen(port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url, close };
}

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
