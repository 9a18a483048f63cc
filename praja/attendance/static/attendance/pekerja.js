/* Service worker of the check-in page alone: keeps the last page that was loaded, with what it is drawn with, so
   that it opens without a connection. Everything else goes to the site as if this were not here. */
"use strict";
const STORE = "praja-presensi";
const PAGE = new URL("./", self.location).pathname;

async function keep(response) {
  const store = await caches.open(STORE);
  await store.put(PAGE, response);
}
async function forget() { await caches.delete(STORE); }

async function page(request) {
  let response;
  try { response = await fetch(request); } catch { return kept(); }
  if (response.ok && !response.redirected) await keep(response.clone());
  else if (response.redirected || response.status < 500) await forget(); /* signed out, or no longer theirs */
  return response;
}
async function kept() {
  const found = await caches.match(PAGE);
  if (!found) return Response.error();
  /* The page says that it is an old one: its time of making proves nothing of the moment of a press. */
  const text = (await found.text()).replace('data-kept=""', 'data-kept="1"');
  return new Response(text, { headers: found.headers });
}
async function asset(request) {
  try {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(STORE)).put(request, response.clone());
    return response;
  } catch { return (await caches.match(request)) || Response.error(); }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") { if (url.pathname === PAGE) event.respondWith(page(request)); return; }
  if (["script", "style", "font", "image", "manifest"].includes(request.destination) && /\.[a-z0-9]+$/.test(url.pathname)) {
    event.respondWith(asset(request));
  }
});
self.addEventListener("message", (event) => {
  /* The first page was loaded before there was a worker: it names what it is drawn with. */
  const own = event.data.filter((one) => new URL(one, self.location).origin === self.location.origin);
  event.waitUntil((async () => {
    if (await caches.match(PAGE)) return;
    const store = await caches.open(STORE);
    await Promise.all(own.map((one) => store.add(one).catch(() => {})));
    const response = await fetch(PAGE, { credentials: "same-origin" });
    if (response.ok && !response.redirected) await store.put(PAGE, response);
  })());
});
