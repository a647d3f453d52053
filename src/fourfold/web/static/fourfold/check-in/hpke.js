/* Sealing to a public key: HPKE in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM. Source: RFC 9180. */

const utf8 = new TextEncoder();
const KEM = joined(utf8.encode("KEM"), Uint8Array.of(0x00, 0x20));
const SUITE = joined(utf8.encode("HPKE"), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x01));
const VERSION = utf8.encode("HPKE-v1");
const NOTHING = new Uint8Array(0);

/** The encapsulated key (32 bytes) and the ciphertext. `ephemeral` is drawn anew unless a test vector names it. */
export async function seal(publicKey, info, text, { aad = NOTHING, ephemeral = null } = {}) {
  const pair = ephemeral ?? (await crypto.subtle.generateKey("X25519", false, ["deriveBits"]));
  const encapsulated = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const recipient = await crypto.subtle.importKey("raw", publicKey, "X25519", false, []);
  const shared = await crypto.subtle.deriveBits({ name: "X25519", public: recipient }, pair.privateKey, 256);
  const secret = await sharedSecret(new Uint8Array(shared), joined(encapsulated, publicKey));
  const { key, nonce } = await schedule(secret, info);
  const cipher = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: aad }, cipher, text);
  return joined(encapsulated, new Uint8Array(sealed));
}

/** RFC 9180, section 4.1: ExtractAndExpand. */
async function sharedSecret(shared, context) {
  const key = await extract(KEM, NOTHING, "eae_prk", shared);
  return expand(KEM, key, "shared_secret", context, 32);
}

/** RFC 9180, section 5.1: the key schedule with neither a pre-shared key nor a sender's key. */
async function schedule(shared, info) {
  const mode = Uint8Array.of(0x00);
  const noKey = await extract(SUITE, NOTHING, "psk_id_hash", NOTHING);
  const context = joined(mode, noKey, await extract(SUITE, NOTHING, "info_hash", info));
  const secret = await extract(SUITE, shared, "secret", NOTHING);
  return {
    key: await expand(SUITE, secret, "key", context, 16),
    nonce: await expand(SUITE, secret, "base_nonce", context, 12),
  };
}

function extract(suite, salt, label, text) {
  return hmac(salt, joined(VERSION, suite, utf8.encode(label), text));
}

/** One block is enough: nothing here is longer than a hash. */
async function expand(suite, key, label, info, length) {
  const size = Uint8Array.of(length >> 8, length & 0xff);
  const block = await hmac(key, joined(size, VERSION, suite, utf8.encode(label), info, Uint8Array.of(1)));
  return block.slice(0, length);
}

/** HMAC-SHA256; browsers refuse an empty key, and HMAC fills every key up with zeros. */
async function hmac(key, text) {
  const filled = key.length ? key : new Uint8Array(32);
  const usable = await crypto.subtle.importKey("raw", filled, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", usable, text));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
