// Keeps the phone page's own files, so that it opens on a bad line. What the server says is never kept. The page always
// comes from what is kept, which is one release as a whole: files of two releases do not fit together. When the page is
// opened the server is asked whether there is another release, and is waited for a moment.
const kept = "anju-phone-2";
const page = "/phone";
const files = [page, "/phone.js", "/preact.js", "/phone.css", "/icon.svg", "/phone.webmanifest"];
const patience = 3_000;

/// Nothing for a page that is none of ours, as a network has that wants a login first.
const releaseOf = (html) => /name="release" content="([^"]+)"/.exec(html)?.[1];

async function renew() {
  const cache = await caches.open(kept);
  const old = await cache.match(page);
  const fresh = await fetch(page, { cache: "no-store" });
  const release = releaseOf(await fresh.text());
  // All of them or none.
  if (fresh.ok && release && release !== releaseOf((await old?.text()) ?? "")) await cache.addAll(files);
}

async function forget() {
  for (const name of await caches.keys()) if (name !== kept) await caches.delete(name);
  // It once had the desk's page too, which must not be given files of another release.
  if (!self.registration.scope.endsWith(page)) await self.registration.unregister();
}

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(kept).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !files.includes(pathname)) return;
  let asked = Promise.resolve();
  if (event.request.mode === "navigate") {
    const renewed = renew().catch(() => undefined);
    event.waitUntil(renewed);
    asked = Promise.race([renewed, new Promise((late) => setTimeout(late, patience))]);
  }
  event.respondWith(asked.then(() => caches.open(kept)).then((cache) => cache.match(pathname)).then((file) => file ?? fetch(event.request)));
});
