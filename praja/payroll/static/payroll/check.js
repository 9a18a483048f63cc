/* Checks the text of a printed slip's code in the browser: the same as praja/payroll/slip/sign.py. */
(function () {
  "use strict";
  const AMOUNT = "(-?(?:0|[1-9][0-9]{0,17}))";
  const TEXT = new RegExp("^PRAJA1/([0-9A-F]{32})/([0-9]{6})/([A-Z0-9_]{1,10})/([0-9]{4})/([0-9A-F]{12})/" +
    [AMOUNT, AMOUNT, AMOUNT].join("/") + "/([0-9A-F]{16})(?:/([A-Z2-7]{103}))?$");
  const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const bytes = (text) => new TextEncoder().encode(text);

  function fromHex(text) {
    return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  }
  function fromBase32(text) {
    const found = [];
    let bits = 0, held = 0;
    for (const letter of text) {
      held = (held << 5) | BASE32.indexOf(letter);
      bits += 5;
      if (bits >= 8) { bits -= 8; found.push((held >> bits) & 255); held &= (1 << bits) - 1; }
    }
    return held === 0 ? Uint8Array.from(found) : null;
  }
  async function able() {
    try {
      await crypto.subtle.importKey("raw", new Uint8Array(32).fill(1), { name: "Ed25519" }, false, ["verify"]);
      return true;
    } catch (error) {
      return error.name === "DataError";
    }
  }
  async function check(given) {
    const text = given.replace(/\s+/g, "").toUpperCase();
    const found = text.length <= 600 ? text.match(TEXT) : null;
    if (!found) return { verdict: text.startsWith("PRAJA1/") && text.length <= 600 ? "tanpa_tanda" : "bukan_slip" };
    if (!found[10]) return { verdict: "tanpa_tanda" };
    const key = all("[data-key-id]").find((one) => one.dataset.keyId === found[9].toLowerCase());
    if (!key) return { verdict: "kunci_asing" };
    const signature = fromBase32(found[10]);
    if (!signature) return { verdict: "berubah" };
    const body = text.slice(0, text.length - found[10].length - 1);
    const imported = await crypto.subtle.importKey("raw", fromHex(key.dataset.public), { name: "Ed25519" }, false, ["verify"]);
    const holds = await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, bytes(body));
    return holds ? { verdict: "asli", found: found } : { verdict: "berubah" };
  }
  async function sameNip(found, nip) {
    const hash = await crypto.subtle.digest("SHA-256", bytes(found[1] + "/" + nip));
    const shown = Array.from(new Uint8Array(hash), (one) => one.toString(16).padStart(2, "0")).join("").toUpperCase();
    return nip.endsWith(found[4]) && shown.slice(0, 12) === found[5];
  }
  function rupiah(text) {
    const figures = text.replace("-", "").replace(/\B(?=(\d{3})+$)/g, ".");
    return (text.startsWith("-") ? "\u2212" : "") + "Rp" + figures;
  }
  function month(text) {
    const day = new Date(Number(text.slice(0, 4)), Number(text.slice(4)) - 1, 1);
    return day.toLocaleDateString(document.documentElement.lang || "id", { month: "long", year: "numeric" });
  }
  function show(result, nip) {
    all("[data-verdict]").forEach((one) => { one.hidden = one.dataset.verdict !== result.verdict; });
    const said = document.querySelector("[data-said]");
    said.hidden = result.verdict !== "asli";
    all("[data-nip]").forEach((one) => { one.hidden = one.dataset.nip !== nip; });
    if (result.found) {
      const lists = JSON.parse(said.dataset.lists);
      const shown = {
        list: lists[result.found[3]] || result.found[3], month: month(result.found[2]), digits: result.found[4],
        gross: rupiah(result.found[6]), cuts: rupiah(result.found[7]), net: rupiah(result.found[8]),
        run: result.found[1].toLowerCase(), key: result.found[9].toLowerCase(),
      };
      all("[data-field]").forEach((one) => { one.textContent = shown[one.dataset.field]; });
    }
    document.querySelector("[data-result]").focus();
  }
  document.addEventListener("DOMContentLoaded", async () => {
    const form = document.querySelector("[data-check]");
    const here = await able();
    all("[data-able]").forEach((one) => { one.hidden = one.dataset.able !== (here ? "ya" : "tidak"); });
    if (!here) return;
    form.method = "get"; /* nothing is sent, so nothing is said to be on its way */
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const result = await check(form.elements.teks.value);
      const nip = form.elements.nip.value.replace(/\s+/g, "");
      show(result, result.found && nip ? (await sameNip(result.found, nip) ? "ya" : "tidak") : "");
    });
  });
})();
