/* What a page can do besides being read and sent. Every page works without it. */
(function () {
  "use strict";
  const $ = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const words = () => ($("#kata") || { dataset: {} }).dataset;

  function store(kind) {
    try { return window[kind]; } catch { return null; }
  }
  const session = store("sessionStorage");
  const local = store("localStorage");
  const wide = window.matchMedia("(min-width: 900px)");
  const DRAFT = "praja-draf:";
  const KEYS = "praja-pintasan";
  const FOLDS = "praja-menu";
  const PHONE = "praja-ponsel:"; /* what waits on this phone for a connection; whoever leaves takes it along */

  /* pages that a worker keeps for when there is no connection: never for whoever signs in next */
  function forgetPages() { if (window.caches) caches.keys().then((names) => names.forEach((name) => caches.delete(name))).catch(() => {}); }
  if ($("form[data-signin]")) forgetPages();

  /* --- messages */
  function closable(toast) {
    if ($(".link", toast)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = $("#kabar").dataset.closeLabel;
    button.addEventListener("click", () => toast.remove());
    toast.append(button);
  }
  function say(text, level) {
    const box = $("#kabar");
    if (!box || !text) return null;
    const toast = document.createElement("div");
    toast.className = "toast " + (level || "info");
    const line = document.createElement("p");
    line.textContent = text;
    toast.append(line);
    box.append(toast);
    closable(toast);
    return toast;
  }

  /* --- dialogs */
  function fromTemplate(id) {
    const template = $("#" + id);
    if (!template) return null;
    const dialog = template.content.firstElementChild.cloneNode(true);
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    return dialog;
  }
  function ask(question, then) {
    const dialog = fromTemplate("tanya");
    if (!dialog || !dialog.showModal) { if (window.confirm(question)) then(); return; }
    $("[data-question]", dialog).textContent = question;
    dialog.addEventListener("close", () => { if (dialog.returnValue === "ya") then(); });
    dialog.showModal();
    $("[data-no]", dialog).focus();
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) { help(); return; }
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById((opener.getAttribute("href") || "").slice(1));
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer && closer.closest("dialog[open]")) { event.preventDefault(); closer.closest("dialog").close(); return; }
    if (!event.target.closest("[data-menu]")) all("[data-menu][open]").forEach((menu) => { menu.open = false; });
  });

  /* --- groups of the navigation stay as they were left; that of this page is open */
  function folds() { try { return JSON.parse(local.getItem(FOLDS)) || {}; } catch { return {}; } }
  all("[data-fold]").forEach((group) => {
    const left = folds()[group.dataset.fold];
    if (typeof left === "boolean" && !$("[aria-current]", group)) group.open = left;
    $("summary", group).addEventListener("click", () => {
      const open = !group.open; /* what it will be: the browser turns it after this */
      all("[data-fold]").forEach((one) => { if (one !== group && one.dataset.fold === group.dataset.fold) one.open = open; });
      if (local) try { local.setItem(FOLDS, JSON.stringify({ ...folds(), [group.dataset.fold]: open })); } catch { /* full: for this page only */ }
    });
  });
  const current = $(".rail [aria-current]");
  if (current) current.scrollIntoView({ block: "nearest" });

  /* --- forms: asked first, sent once, drafts kept until sent */
  const sent = new WeakSet();
  const confirmed = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (question && !confirmed.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(question, () => { confirmed.add(form); form.requestSubmit(button || undefined); });
      return;
    }
    confirmed.delete(form);
    if (form.matches("[data-signout]")) {
      if (session) session.clear();
      if (local) Object.keys(local).filter((key) => key.startsWith(PHONE)).forEach((key) => local.removeItem(key));
      forgetPages();
    }
    if (form.method !== "post") return;
    if (sent.has(form)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    sent.add(form);
    if (form.dataset.draft && session) session.setItem(DRAFT + "sent", draftKey(form));
    if (button && button.matches(".btn")) {
      button.dataset.label = button.textContent;
      button.setAttribute("aria-disabled", "true");
      if (words().sending) button.textContent = words().sending;
    }
    window.setTimeout(() => release(form), 10000); /* an answer may be a file, which leaves the page as it is */
  }, true);
  function release(form) {
    sent.delete(form);
    all("[data-label].btn", form).forEach((button) => {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.label;
      delete button.dataset.label;
    });
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) all("form").forEach(release); });

  function draftKey(form) { return DRAFT + location.pathname + "#" + form.dataset.draft; }
  function kept(form) {
    return Array.from(form.elements).filter((field) =>
      field.name && !["hidden", "password", "file", "submit", "button", "reset"].includes(field.type) &&
      !/^(one-time-code|cc-|.*password)/.test(field.autocomplete || "") && !field.hasAttribute("data-no-draft"));
  }
  function values(form) {
    return kept(form).map((field) => [field.name, /^(checkbox|radio)$/.test(field.type) ? (field.checked ? field.value : null) : field.value]);
  }
  function keep(form) {
    if (!session) return;
    try { session.setItem(draftKey(form), JSON.stringify(values(form))); } catch { /* full: the page itself still has it */ }
  }
  function restore(form) {
    if (!session || form.dataset.drafted) return;
    form.dataset.drafted = "ya";
    const key = draftKey(form);
    const before = JSON.stringify(values(form));
    let draft = null;
    try { draft = JSON.parse(session.getItem(key)); } catch { /* not ours */ }
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", () => keep(form));
    if (!Array.isArray(draft) || JSON.stringify(draft) === before || $(".wrong-list", form)) return;
    const fields = kept(form);
    if (fields.length !== draft.length) { session.removeItem(key); return; }
    fields.forEach((field, place) => {
      const value = draft[place][1];
      if (draft[place][0] !== field.name) return;
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = value !== null; else field.value = value;
    });
    const toast = say(words().restored);
    if (!toast) return;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "link";
    discard.textContent = words().discard;
    discard.addEventListener("click", () => { session.removeItem(key); location.reload(); });
    toast.prepend($("p", toast), discard);
  }

  /* --- keyboard: rows of lists and tables; single keys only where they may be switched off */
  const FOCUSABLE = "a[href], button, input, select, summary";
  function rows(list) { return all("tbody > tr, :scope > li", list).filter((row) => $(FOCUSABLE, row)); }
  function go(list, from, key) {
    const found = rows(list);
    const place = found.indexOf(from);
    const next = { ArrowDown: place + 1, ArrowUp: place < 0 ? 0 : place - 1, Home: 0, End: found.length - 1 }[key];
    const row = found[Math.max(0, Math.min(found.length - 1, next))];
    if (row) ($("td:not(.pick) a[href], a[href], button", row) || $(FOCUSABLE, row)).focus();
    return Boolean(row);
  }
  document.addEventListener("focusin", (event) => {
    all("tr.here").forEach((row) => row.classList.remove("here"));
    const row = event.target.closest && event.target.closest("[data-rows] tbody tr");
    if (row) row.classList.add("here");
  });
  const typing = (target) => target.closest("input:not([type=checkbox],[type=radio]), select, textarea, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target;
    if (event.key === "Escape") {
      all("[data-menu][open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
      return;
    }
    if (typing(target)) return;
    if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) && target.type !== "radio" && target.type !== "range") {
      const list = target.closest("[data-rows]") || (target.matches(".table-wrap") ? $("[data-rows]", target) : null) ||
        (target === document.body && event.key === "ArrowDown" && all("main [data-rows]").length === 1 ? $("main [data-rows]") : null);
      if (list && go(list, target.closest("tr, li"), event.key)) event.preventDefault();
      return;
    }
    if ($("dialog[open]") || event.key.length !== 1 || (local && local.getItem(KEYS) === "tidak")) return;
    if (event.key === "?") { event.preventDefault(); help(); return; }
    if (event.key === "/") {
      const box = all("[data-search], input[type=search]").find((one) => one.offsetParent);
      if (box) { event.preventDefault(); box.focus(); box.select(); }
      return;
    }
    const action = all("[data-key]").find((one) => one.dataset.key === event.key && one.offsetParent);
    if (action) { event.preventDefault(); action.focus(); action.click(); }
  });
  function help() {
    const dialog = fromTemplate("pintasan");
    if (!dialog || !dialog.showModal) return;
    all("[data-key]").forEach((one) => {
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      key.textContent = one.dataset.key;
      term.append(key);
      const meaning = document.createElement("dd");
      meaning.textContent = one.dataset.keyLabel || one.textContent.trim();
      $("dl", dialog).append(term, meaning);
    });
    const choice = $("[data-single-keys]", dialog);
    choice.checked = !local || local.getItem(KEYS) !== "tidak";
    choice.addEventListener("change", () => { if (local) local.setItem(KEYS, choice.checked ? "ya" : "tidak"); });
    dialog.showModal();
  }

  /* --- a file that the site would refuse is told where it was chosen, before any of it is sent */
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file" || input.hasAttribute("data-shrunk")) return;
    const most = /image|pdf|jpg/.test(input.accept) ? 10 : 20;
    const large = Array.from(input.files).find((file) => file.size > most * 1048576);
    input.setCustomValidity(large ? words().tooLarge.replace("{berkas}", large.name).replace("{besar}", most) : "");
    if (large) input.reportValidity();
  });

  /* --- select all that a table shows */
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    all("input[name=pilih]", event.target.closest("table")).forEach((box) => { box.checked = event.target.checked; });
  });

  /* --- parts swapped by htmx */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status >= 400) say(words().failed, "error");
    /* A sign-in page in place of a part means that the session is over: show it whole. */
    else if (event.detail.target !== document.body && /<html[^>]*data-stranger/.test(event.detail.serverResponse)) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
  document.addEventListener("htmx:sendError", () => say(words().offline, "error"));
  document.addEventListener("praja:kabar", (event) => say(event.detail.text || event.detail.value, event.detail.level));
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));

  function ready(root) {
    all("form[data-draft]", root).forEach(restore);
    all("[data-help][hidden]", root).forEach((button) => { button.hidden = false; });
    all("[data-pick-head]", root).forEach((box) => { box.hidden = false; });
    if (wide.matches) all(".table-part > .filters", root).forEach((filters) => { filters.open = true; });
    const wrong = $("[data-focus]", root);
    if (wrong) wrong.focus();
  }
  document.addEventListener("DOMContentLoaded", () => {
    if (session) {
      if (document.documentElement.hasAttribute("data-stranger")) session.clear();
      const done = session.getItem(DRAFT + "sent");
      if (done) { session.removeItem(done); session.removeItem(DRAFT + "sent"); }
    }
    all("#kabar .toast").forEach(closable);
    ready(document);
  });
})();
