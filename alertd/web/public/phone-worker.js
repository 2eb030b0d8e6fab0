// Keeps the phone page's own files, so that it opens on a bad line. What the server says is never kept.
const kept = "anju-phone-1";
const files = ["/phone", "/phone.js", "/preact.js", "/phone.css", "/icon.svg", "/phone.webmanifest"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(kept).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== kept).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !files.includes(pathname)) return;
  event.respondWith(
    fetch(event.request).then((answer) => {
      if (answer.ok) {
        const copy = answer.clone();
        event.waitUntil(caches.open(kept).then((cache) => cache.put(pathname, copy)));
      }
      return answer;
    }).catch(async () => (await caches.match(pathname)) ?? Response.error()),
  );
});
