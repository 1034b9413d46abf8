// Packs of columns and texts, as `maps/pack.py` writes them.

const VIEWS = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array };

const LONG_MS = 30;

const nextTask = () => new Promise((next) => setTimeout(next));

/** A pause that waits only where work has gone on for so long that the page's reader would feel it. */
export function breathing(ms = LONG_MS, wait = nextTask) {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < ms) return;
    await wait();
    since = performance.now();
  };
}

/** Pieces of base64 of gzip -> bytes; it pauses between the pieces. */
export async function inflate(pieces, pause = breathing()) {
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const feed = async () => {
    for (const piece of pieces) {
      await pause();
      await writer.write(fromBase64(piece));
    }
    await writer.close();
  };
  // Gzip ends with the length of what it holds.
  const end = fromBase64(pieces.slice(-2).join("").slice(-8));
  const length = new DataView(end.buffer, end.length - 4).getUint32(0, true);
  const [bytes] = await Promise.all([collect(readable.getReader(), length), feed()]);
  return bytes;
}

async function collect(reader, length) {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes.set(part.value, at);
    at += part.value.length;
  }
  return bytes;
}

/** Base64 -> bytes. */
export function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** Bytes of a pack -> its meta data, arrays by name, and texts by name; each is read when first asked for. */
export function unpack(bytes) {
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  let offset = 4 + headerLength;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, offset)));
  const arrays = {};
  for (const [name, [kind, length, rising]] of Object.entries(header.arrays)) {
    const size = Number(kind[1]) * length;
    const part = bytes.subarray(offset, offset + size);
    lazily(arrays, name, () => readArray(part, kind, length, rising));
    offset += size;
  }
  const all = new SharedText(bytes.subarray(offset));
  const texts = {};
  let start = 0;
  for (const [name, [length, units]] of Object.entries(header.texts)) {
    const from = start;
    texts[name] = new Texts(all, length, () => startsOf(arrays[`${name}.length`], from));
    start += units;
  }
  return { meta: header.meta, arrays, texts };
}

function lazily(target, name, make) {
  let made = null;
  Object.defineProperty(target, name, { enumerable: true, get: () => (made ??= make()) });
}

function startsOf(lengths, start) {
  const starts = new Uint32Array(lengths.length + 1);
  let position = start;
  for (let i = 0; i < lengths.length; i++) {
    starts[i] = position;
    position += lengths[i];
  }
  starts[lengths.length] = position;
  return starts;
}

function readArray(bytes, kind, length, rising) {
  const width = Number(kind[1]);
  const values = width === 1 ? new VIEWS[kind](bytes.buffer, bytes.byteOffset, length) : joinPlanes(bytes, kind, length, width);
  if (!rising) return values;
  const sums = new Int32Array(length);
  for (let i = 0, sum = 0; i < length; i++) sums[i] = sum += values[i];
  return sums;
}

function joinPlanes(bytes, kind, length, width) {
  if (kind === "f4") return new Float32Array(joinPlanes(bytes, "u4", length, width).buffer);
  const values = new VIEWS[kind](length);
  if (width === 2) for (let i = 0; i < length; i++) values[i] = bytes[i] | (bytes[length + i] << 8);
  else {
    const [second, third, fourth] = [length, 2 * length, 3 * length];
    for (let i = 0; i < length; i++) values[i] = bytes[i] | (bytes[second + i] << 8) | (bytes[third + i] << 16) | (bytes[fourth + i] << 24);
  }
  return values;
}

/** Text that is decoded when first asked for. */
class SharedText {
  constructor(bytes) {
    this.bytes = bytes;
  }

  slice(start, end) {
    if (this.bytes) {
      this.text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes);
      this.bytes = null;
    }
    return this.text.slice(start, end);
  }
}

/** A list of texts within a larger one. */
class Texts {
  constructor(all, length, starts) {
    this.all = all;
    this.length = length;
    lazily(this, "starts", starts);
  }

  at(i) {
    return this.all.slice(this.starts[i], this.starts[i + 1]);
  }

  toArray() {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }
}
