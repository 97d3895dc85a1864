// Keeps what the page without a connection is made of, and nothing else. KEPT is written above by the server:
// the address of that page, its files, and a version. Whatever is not on that list never enters the cache.

const CACHE = `waymark ${KEPT.version}`;
const ALLOWED = new Set([KEPT.shell, ...KEPT.files]);

async function keep() {
  const cache = await caches.open(CACHE);
  const known = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  for (const address of ALLOWED) {
    if (known.has(address)) continue;
    const response = await fetch(address, { credentials: "omit" }); // as a stranger gets it
    if (response.ok && !response.redirected) await cache.put(address, response);
  }
}

async function dropOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function kept(address) {
  return (await caches.match(address, { cacheName: CACHE })) ?? Response.error();
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder().then(() => self.clients.claim())));
self.addEventListener("message", (event) => event.data === "keep" && event.waitUntil(keep().catch(() => {})));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(KEPT.shell)));
  else if (request.method === "GET" && ALLOWED.has(address.pathname)) {
    event.respondWith(fetch(request).catch(() => kept(address.pathname)));
  }
});
