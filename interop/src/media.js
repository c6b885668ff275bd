// What the seller delivers: a PNG that differs for each generation, and a clip.
import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const CLIP = readFileSync(new URL("clip.mp4", import.meta.url));
const WIDTH = 64;
const HEIGHT = 36;

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  return Buffer.concat([uint32(data.length), named, uint32(crc32(named))]);
}

/** A slope of colour in the generation's own hue (PNG, 8-bit RGB, one filter byte for each row). */
export function png(seed) {
  const hue = crc32(Buffer.from(seed));
  const rows = [];
  for (let y = 0; y < HEIGHT; y++) {
    const row = Buffer.alloc(1 + 3 * WIDTH);
    for (let x = 0; x < WIDTH; x++) {
      row[1 + 3 * x] = (hue & 255) ^ (2 * x);
      row[2 + 3 * x] = ((hue >>> 8) & 255) ^ (4 * y);
      row[3 + 3 * x] = ((hue >>> 16) & 255) ^ (x + y);
    }
    rows.push(row);
  }
  const header = Buffer.concat([uint32(WIDTH), uint32(HEIGHT), Buffer.from([8, 2, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The clip with the generation's name in a `free` box at its end, which players skip (ISO 14496-12). */
export function mp4(seed) {
  const words = Buffer.from(seed, "utf8");
  return Buffer.concat([CLIP, uint32(8 + words.length), Buffer.from("free", "latin1"), words]);
}
