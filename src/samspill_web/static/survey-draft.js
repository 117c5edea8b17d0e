// Codes, and drafts of answers: locked with a key from the code, so that whoever keeps them cannot read them.

// A code in small letters, with spaces or hyphens, or after a "#" that a gateway has encoded, once or more often.
export const decoded = (text) => {
  try {
    const found = decodeURIComponent(text);
    return found === text ? text : decoded(found);
  } catch {
    return text;
  }
};
export const plain = (text) => {
  const letters = decoded(text).toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(letters) ? letters : "";
};
export const shown = (letters) => letters.match(/.{4}/g).join("-");

const bytes = (text) => new TextEncoder().encode(text);
const base64 = (array) => btoa(Array.from(array, (byte) => String.fromCharCode(byte)).join(""));

// AES-GCM with a key from the code. The name that a draft is kept by in the browser is derived too, and tells nothing.
// Null where the browser has no WebCrypto: on an address without https.
export const safeOf = async (code) => {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return null;
  const how = (info) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytes(info) });
  const base = await subtle.importKey("raw", bytes(code), "HKDF", false, ["deriveKey", "deriveBits"]);
  const key = await subtle.deriveKey(how("samspill draft"), base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const id = base64(new Uint8Array(await subtle.deriveBits(how("samspill place"), base, 128)));
  return {
    name: (what) => `samspill.${id}.${what}`,
    // Filled up with spaces, which mean nothing after JSON: a draft is as long as any other, however little it holds.
    async lock(value, room = 0) {
      const content = bytes(JSON.stringify(value));
      const full = new Uint8Array(Math.max(room, content.length)).fill(32);
      full.set(content);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      return base64([...iv, ...new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, full))]);
    },
    async open(blob) {
      try {
        const all = Uint8Array.from(atob(blob), (letter) => letter.charCodeAt(0));
        const content = await subtle.decrypt({ name: "AES-GCM", iv: all.slice(0, 12) }, key, all.slice(12));
        return JSON.parse(new TextDecoder().decode(content));
      } catch {
        return null; // there is none, or it is another's
      }
    },
  };
};

// Answers are [when, ...values] by field. In a draft they stand by group and question, which is shorter.
export const packed = (answers) => {
  const groups = {};
  for (const [name, [when, ...values]] of Object.entries(answers)) {
    const [item, group = ""] = name.split(/:(.*)/s);
    (groups[group] ??= {})[item] = `${values} ${when.toString(36)}`;
  }
  return groups;
};
export const unpacked = (groups) => {
  const answers = {};
  for (const [group, items] of Object.entries(groups))
    for (const [item, text] of Object.entries(items)) {
      const [values, when] = text.split(" ");
      answers[group ? `${item}:${group}` : item] = [parseInt(when, 36), ...values.split(",").filter(Boolean)];
    }
  return answers;
};

// Of two answers to a question the later one counts. Tell whether some were later there, and whether some are later here.
const later = (one, other) => !other || one[0] > other[0] || (one[0] === other[0] && `${one}` > `${other}`);
export const merge = (ours, theirs) => {
  const taken = Object.keys(theirs).filter((name) => later(theirs[name], ours[name]));
  for (const name of taken) ours[name] = theirs[name];
  return { taken: taken.length > 0, newer: Object.keys(ours).some((name) => later(ours[name], theirs[name])) };
};
