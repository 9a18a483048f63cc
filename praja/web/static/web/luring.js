/* Keeps what is typed into forms with data-phone on this phone until the site has it (of data-phone="kirim" only
   what was sent): without a connection they wait, and are sent once it is back. Files cannot be kept. Signing out forgets everything (praja.js). */
(function () {
  "use strict";
  const PREFIX = "praja-ponsel:";
  const DAYS = 7;
  const EVERY = 20000;
  const words = document.getElementById("ponsel");
  let local = null;
  try { local = window.localStorage; } catch { /* not allowed here: the forms work as any other */ }
  if (!words || !local) return;
  const mine = PREFIX + words.dataset.account + ":";
  const forms = () => Array.from(document.querySelectorAll("form[data-phone]"));
  const pathOf = (form) => new URL(form.action, location.href).pathname;
  const busy = new Set();

  /* --- what is kept */
  function read(path) {
    try { return JSON.parse(local.getItem(mine + path)); } catch { return null; }
  }
  function keep(path, item) {
    try { local.setItem(mine + path, JSON.stringify(item)); return true; } catch { return false; }
  }
  function forget(path) { local.removeItem(mine + path); }
  function tidy() {
    Object.keys(local).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
      let item = null;
      try { item = JSON.parse(local.getItem(key)); } catch { /* not ours */ }
      if (!key.startsWith(mine) || !item || Date.now() - item.at > DAYS * 86400000) local.removeItem(key);
    });
  }
  const named = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !["file", "submit", "button", "reset", "password"].includes(field.type);
  function values(form) {
    return Array.from(form.elements).filter(named).filter((field) => !/^(checkbox|radio)$/.test(field.type) || field.checked)
      .map((field) => [field.name, field.value]);
  }
  function restore(form, item) {
    const given = new Map(item.fields);
    Array.from(form.elements).filter(named).forEach((field) => {
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = given.get(field.name) === field.value;
      else if (given.has(field.name)) field.value = given.get(field.name);
    });
    const around = form.closest("details");
    if (around) around.open = true;
  }
  const hasFile = (form) => Array.from(form.elements).some((field) => field.type === "file" && field.files.length);

  /* --- what is said, beside the form */
  function tell(form, text, level) {
    let line = form.querySelector("[data-phone-state]");
    if (!line) {
      line = document.createElement("p");
      line.dataset.phoneState = "";
      line.setAttribute("role", "status");
      form.append(line);
    }
    line.className = "toast " + level;
    line.textContent = text;
  }
  function waits(form) {
    tell(form, words.dataset.waiting + (hasFile(form) ? " " + words.dataset.file : ""), "warning");
  }
  function label(form, text) {
    const button = form.querySelector("button:not([type=button])");
    if (!button) return;
    if (text) { button.dataset.before = button.textContent; button.textContent = text; button.setAttribute("aria-disabled", "true"); }
    else if (button.dataset.before) { button.textContent = button.dataset.before; button.removeAttribute("aria-disabled"); }
  }

  /* --- sending */
  async function post(path, body) {
    const answer = await fetch(path, { method: "POST", body, headers: { "X-Praja-Luring": "1", "X-Praja-Jam": String(Date.now()) }, credentials: "same-origin" });
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { status: answer.status, said: json ? await answer.json() : null };
  }
  async function send(form, pressed) {
    const path = pathOf(form);
    if (busy.has(path)) return;
    busy.add(path);
    const item = { fields: values(form), pressed, at: Date.now(), waiting: true };
    keep(path, item);
    if (navigator.onLine === false) { busy.delete(path); waits(form); return; }
    label(form, words.dataset.sending);
    try {
      const body = new FormData(form);
      pressed.forEach(([name, value]) => body.append(name, value));
      const answer = await post(path, body);
      if (answer.said && answer.said.url) {
        forget(path);
        history.replaceState(null, "", answer.said.url);
        location.reload();
        return;
      }
      item.waiting = !answer.said && form.dataset.phone === "kirim"; /* signed out or ill: what was sent is sent again later */
      keep(path, item);
      tell(form, answer.said && answer.said.errors ? answer.said.errors.join(" ") : words.dataset.refused, "error");
    } catch {
      waits(form);
    } finally {
      busy.delete(path);
      label(form, "");
    }
  }
  function announce(text, level) {
    words.textContent = text;
    words.className = "toast " + level;
    words.hidden = false;
    document.dispatchEvent(new CustomEvent("praja:terkirim"));
  }
  async function sendElsewhere(path, item) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (!token || busy.has(path)) return;
    busy.add(path);
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token.value);
    item.fields.concat(item.pressed || []).forEach(([name, value]) => body.append(name, value));
    try {
      const answer = await post(path, body);
      if (answer.said && answer.said.url) { forget(path); announce(words.dataset.sent, "success"); }
      else if (answer.said) {
        item.waiting = false;
        keep(path, item);
        if (answer.said.errors) announce(answer.said.errors.join(" "), "error");
      }
    } catch { /* still no connection: it keeps waiting */ }
    finally { busy.delete(path); }
  }
  function flush() {
    if (navigator.onLine === false) return;
    const here = new Map(forms().map((form) => [pathOf(form), form]));
    Object.keys(local).filter((key) => key.startsWith(mine)).forEach((key) => {
      const path = key.slice(mine.length);
      const item = read(path);
      if (!item || !item.waiting) return;
      if (here.has(path)) send(here.get(path), item.pressed || []); else sendElsewhere(path, item);
    });
  }

  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-phone]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter; /* which of several was pressed says what is wanted */
    send(form, button && button.name ? [[button.name, button.value]] : []);
  }, true);
  tidy();
  forms().forEach((form) => {
    const path = pathOf(form);
    const item = read(path);
    if (item && JSON.stringify(item.fields) !== JSON.stringify(values(form)) && !form.querySelector(".wrong-list")) {
      restore(form, item);
      if (item.waiting) waits(form); else tell(form, words.dataset.restored, "info");
    } else if (item && !item.waiting) forget(path);
    if (form.dataset.phone === "kirim") return; /* only what was sent is kept, nothing half done */
    const note = () => keep(path, { fields: values(form), at: Date.now(), waiting: false });
    form.addEventListener("input", note);
    form.addEventListener("change", note);
  });
  window.addEventListener("online", () => window.setTimeout(flush, 1000)); /* the first moment is seldom the best */
  window.setInterval(flush, EVERY);
  flush();
})();
