// Packs of columns and texts, as `maps/pack.py` writes them.

const VIEWS = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array };

/** Base64 of gzip -> bytes. */
export async function inflate(text) {
  const packed = fromBase64(text);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Base64 -> bytes. */
export function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const characters = atob(text.trim());
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** Bytes of a pack -> its meta data, arrays by name, and texts by name. */
export function unpack(bytes) {
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  let offset = 4 + headerLength;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, offset)));
  const arrays = {};
  for (const [name, [kind, length, rising]] of Object.entries(header.arrays)) {
    const size = Number(kind[1]) * length;
    arrays[name] = readArray(bytes.subarray(offset, offset + size), kind, length, rising);
    offset += size;
  }
  const all = new SharedText(bytes.subarray(offset));
  const texts = {};
  let start = 0;
  for (const name of Object.keys(header.texts)) {
    texts[name] = new Texts(all, arrays[`${name}.length`], start);
    start = texts[name].end;
  }
  return { meta: header.meta, arrays, texts };
}

function readArray(bytes, kind, length, rising) {
  const width = Number(kind[1]);
  let values;
  if (width === 1) {
    values = new VIEWS[kind](bytes.buffer, bytes.byteOffset, length);
  } else {
    const together = new Uint8Array(length * width);
    for (let plane = 0; plane < width; plane++) {
      const start = plane * length;
      for (let i = 0, to = plane; i < length; i++, to += width) together[to] = bytes[start + i];
    }
    values = new VIEWS[kind](together.buffer);
  }
  if (!rising) return values;
  const sums = new Int32Array(length);
  for (let i = 0, sum = 0; i < length; i++) sums[i] = sum += values[i];
  return sums;
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
  constructor(all, lengths, start) {
    this.all = all;
    this.length = lengths.length;
    this.starts = new Uint32Array(lengths.length + 1);
    let position = start;
    for (let i = 0; i < lengths.length; i++) {
      this.starts[i] = position;
      position += lengths[i];
    }
    this.starts[lengths.length] = position;
    this.end = position;
  }

  at(i) {
    return this.all.slice(this.starts[i], this.starts[i + 1]);
  }

  toArray() {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }
}
