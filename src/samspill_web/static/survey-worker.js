// Keeps the survey's empty page and its styles and scripts at hand without a network. Answers never come by here: they are
// posted, and this script looks at what is fetched alone.
"use strict";

const STORE = "samspill-survey";
const PATIENCE = 5000;
const home = new URL("./", self.location).pathname;
// Pages with an address of their own: they are no copy of the survey's page, and none is kept.
const others = [`${home}thanks/`, `${home}help/`];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const late = () => new Promise((_, refuse) => setTimeout(refuse, PATIENCE));

// From the network where it answers; what is kept is never newer than that.
const fresh = async (request, name) => {
  const store = await caches.open(STORE);
  const known = await store.match(name);
  if (!known) return fetch(request);
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (answer.status >= 500) return known;
    if (answer.ok) await store.put(name, answer.clone());
    return answer;
  } catch {
    return known;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || searchParams.has("terminal")) return;
  if (request.mode !== "navigate") event.respondWith(fresh(request, request.url));
  else if (!others.some((other) => pathname.startsWith(other))) event.respondWith(fresh(request, home));
});
