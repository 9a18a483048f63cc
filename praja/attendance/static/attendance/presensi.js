/* Check-in: reads the position when the button is pressed and at no other time, makes the photo small enough to
   be kept without a connection, and hands the form to luring.js, which sends it now or later. A worker keeps the
   page, so that it opens without a connection, too. */
(function () {
  "use strict";
  const form = document.getElementById("presensi");
  if (!form) return;
  const words = form.dataset;
  const button = form.querySelector("[data-press]");
  const state = form.querySelector("[data-state]");
  const anyway = form.querySelector("[data-anyway]");
  const field = (name) => form.elements[name];
  const loaded = performance.now();
  const SIDE = 640, QUALITY = 0.6, WAIT = 20000;
  const ALAT = "praja-alat";
  let pressed = null;

  function say(text, level) {
    state.textContent = text;
    state.className = level ? "toast " + level : "muted";
    state.hidden = !text;
  }
  function name() {
    try {
      if (!localStorage.getItem(ALAT)) localStorage.setItem(ALAT, random());
      return localStorage.getItem(ALAT);
    } catch { return ""; }
  }
  function random() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  function position() {
    return new Promise((found, failed) => {
      if (!navigator.geolocation) { failed({ code: 2 }); return; }
      navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: WAIT, maximumAge: 0 });
    });
  }
  async function shrink(file) {
    const image = await createImageBitmap(file);
    const part = Math.min(1, SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * part));
    canvas.height = Math.max(1, Math.round(image.height * part));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", QUALITY);
  }
  async function photo() {
    const file = field("foto") && field("foto").files[0];
    if (!file) return;
    try { field("foto_teks").value = await shrink(file); field("foto").value = ""; }
    catch { /* not readable here: the file itself is sent, as without a script */ }
  }
  function fill(found) {
    field("lintang").value = found ? found.coords.latitude : "";
    field("bujur").value = found ? found.coords.longitude : "";
    field("ketelitian").value = found ? found.coords.accuracy : "";
    /* Only an application around the page can know this; a browser never says it. */
    field("buatan").value = found && (found.mocked || found.coords.mocked) ? "1" : "";
  }
  function send() {
    field("ditekan").value = pressed.clock;
    field("dihitung").value = words.kept ? "" : Math.round(pressed.counted);
    if (words.kept) field("dibuat").value = ""; /* an old page proves nothing: the superior confirms the time */
    field("alat").value = name();
    say("", "");
    anyway.hidden = true;
    form.requestSubmit(); /* luring.js has taken what it sends, or keeps, when this returns */
    rename(); /* each press has a name of its own, so that what still waits is not replaced */
    fill(null);
    if (field("foto_teks")) field("foto_teks").value = field("foto").value = "";
  }
  function rename() { form.action = form.action.replace(/[0-9a-f-]{36}\/$/, random() + "/"); }
  function waiting() {
    const mine = (key) => key.startsWith("praja-ponsel:") && key.includes("/kehadiran/ponsel/kirim/");
    try { return Object.keys(localStorage).some(mine); } catch { return false; }
  }
  async function press(withPosition) {
    if (words.wantsPhoto && !field("foto").files.length && !field("foto_teks").value) { say(words.noPhoto, "warning"); return; }
    if (withPosition) pressed = { clock: Date.now(), counted: performance.now() - loaded };
    button.disabled = true;
    try {
      await photo();
      if (withPosition) { say(words.finding, ""); fill(await position()); } else fill(null);
      send();
    } catch (error) {
      say(error && error.code === 1 ? words.denied : words.nowhere, "warning");
      anyway.hidden = false;
    } finally { button.disabled = false; }
  }
  document.addEventListener("praja:terkirim", () => {
    if (!waiting() && !(field("foto") && field("foto").files.length)) location.reload();
  });
  function keepPage() {
    if (!("serviceWorker" in navigator) || words.kept) return;
    const drawn = performance.getEntriesByType("resource").map((one) => one.name).filter((one) => /\.[a-z0-9]+$/.test(one));
    navigator.serviceWorker.register(words.worker).then(() => navigator.serviceWorker.ready)
      .then((found) => found.active.postMessage(drawn)).catch(() => { /* not here: the page works while it is open */ });
  }
  if (words.kept) { rename(); say(words.keptSaid, "info"); }
  window.addEventListener("load", keepPage);
  button.type = "button";
  button.addEventListener("click", () => press(true));
  anyway.addEventListener("click", () => press(false));
})();
