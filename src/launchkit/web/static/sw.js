// Keeps pages of one's own cases for when there is no signal. VERSION and SHELL stand before this text.
"use strict";
const FILES = `launchkit-files-${VERSION}`, PAGES = `launchkit-pages-${VERSION}`;
const WHO = "/.who", KEPT_AT = "launchkit-kept-at", MARK = "launchkit-mark";
const NOWHERE = "/offline", AHEAD = { "launchkit-ahead": "1" };
const PATIENCE = 3000, PACE = 150, MOST = 160, EACH = 15000;
/** Pages that may be kept; nothing of the interface, no file, no audit, nothing of accounts. */
const READABLE = /^\/(today|cases|outbox|offline|cases\/[^/]+(\/(papers|facts|happenings|promises|tasks\/[^/]+))?)$/;
const LEAVES = new Set(["/sign-out", "/me/sign-out-everywhere", "/examples/as"]);
/** What stands before the program answers so when the program does not. */
const GATEWAY = new Set([502, 503, 504]);
const wait = (millis) => new Promise((done) => setTimeout(done, millis));
const anyhow = { ignoreVary: true };
/** Grows whenever everything is forgotten, so that what was on its way then is not kept after all. */
let generation = 0;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const files = await caches.open(FILES);
  await files.addAll([...SHELL, new Request(NOWHERE, { credentials: "omit" })]);
  await self.skipWaiting();
})()));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("launchkit-") && name !== FILES && name !== PAGES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));
self.addEventListener("message", (event) => {
  if (event.data === "ahead") event.waitUntil(ahead());
  if (event.data === "forget") event.waitUntil(forget());
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && LEAVES.has(url.pathname)) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/static/") && url.searchParams.has("v")) event.respondWith(file(request));
});

async function file(request) {
  const found = await caches.match(request, { ...anyhow, cacheName: FILES });
  return found ?? fetch(request);
}

/** The network first; where it is slow or fails, what was kept. */
async function page(event, url) {
  const begun = generation;
  const network = fetch(event.request);
  event.waitUntil(network.then((answer) => keep(url, answer.clone(), begun)).catch(() => {}));
  const kept = READABLE.test(url.pathname) ? await find(url) : undefined;
  if (!kept) return network.catch(() => instead(url));
  const first = await Promise.race([network.catch(() => null), wait(PATIENCE).then(() => null)]);
  return first && !GATEWAY.has(first.status) ? first : shown(kept);
}

/** What was kept of exactly this address: nobody is shown the answer to another question. */
async function find(url) {
  return (await caches.open(PAGES)).match(url.pathname + url.search, anyhow);
}

async function shown(kept) {
  const at = kept.headers.get(KEPT_AT);
  const text = (await kept.text()).replace("<html ", `<html data-kept="${at}" `);
  return new Response(text, { status: 200, headers: kept.headers });
}

async function instead(url) {
  if (url.pathname === "/") {
    const today = await find(new URL("/today", url));
    if (today) return shown(today);
  }
  const own = await (await caches.open(PAGES)).match(NOWHERE, anyhow);
  const found = own ?? await caches.match(NOWHERE, { ...anyhow, cacheName: FILES });
  return found ? new Response(await found.text(), { status: 503, headers: found.headers }) : Response.error();
}

/** Keep a page that was just drawn, for the person it was drawn for; whoever has to sign in has nothing kept. */
async function keep(url, answer, begun, mark = "") {
  if (url.pathname === "/sign-in" && answer.ok) return forget();
  if (!READABLE.test(url.pathname) || answer.type === "opaqueredirect") return undefined;
  const pages = await caches.open(PAGES);
  if (answer.status === 404 || answer.status === 403) return pages.delete(url.pathname + url.search, anyhow);
  const person = answer.headers.get("launchkit-person");
  if (!answer.ok || !person || !answer.headers.get("content-type")?.startsWith("text/html")) return undefined;
  const now = await belongsTo(person, begun);
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  headers.set(KEPT_AT, new Date().toISOString());
  headers.set(MARK, mark);
  const text = await answer.text();
  if (generation !== now) return undefined;
  await pages.put(url.pathname + url.search, new Response(text, { headers }));
  if (await pages.match(NOWHERE, anyhow)) return undefined;
  // With the first page of a person comes their own page for what is not kept.
  const nowhere = await fetch(NOWHERE, { redirect: "manual", headers: AHEAD });
  return keep(new URL(NOWHERE, location.origin), nowhere, now);
}

/** Everything kept is one person's: another one's pages go before the first of theirs is kept. Gives the generation to keep in. */
async function belongsTo(person, begun) {
  const known = await (await caches.open(PAGES)).match(WHO, anyhow);
  if (known && await known.text() === person) return begun;
  if (known) await forget();
  if (known || generation === begun) await (await caches.open(PAGES)).put(WHO, new Response(person));
  return known ? generation : begun;
}

async function forget() {
  generation += 1;
  await caches.delete(PAGES);
}

let busy = false;
/** Fetch what changed of one's own pages, one after the other, so that the network stays free for people. */
async function ahead() {
  if (busy) return;
  busy = true;
  let told = "stopped";
  try { told = await fetchAhead(); } catch { /* the next page that is opened tries again */ } finally { busy = false; }
  for (const client of await self.clients.matchAll()) client.postMessage({ ahead: told });
}
async function fetchAhead() {
  const answer = await fetch("/outbox/ahead", { redirect: "manual", signal: AbortSignal.timeout(EACH) });
  if (answer.type === "opaqueredirect" || answer.status === 401) { await forget(); return "signed out"; }
  if (!answer.ok) return "stopped";
  const { person, cases, pages } = await answer.json();
  const begun = await belongsTo(encodeURIComponent(person), generation);
  await tidy(new Set(cases));
  const cache = await caches.open(PAGES);
  for (const [path, mark] of pages) {
    if (generation !== begun) return "stopped";
    if ((await cache.match(path, anyhow))?.headers.get(MARK) === mark) continue;
    const found = await fetch(path, { redirect: "manual", headers: AHEAD, signal: AbortSignal.timeout(EACH) });
    if (found.type === "opaqueredirect") { await forget(); return "signed out"; }
    await keep(new URL(path, location.origin), found, begun, mark);
    await wait(PACE);
  }
  return "done";
}
/** Pages of cases that are not there any more for this person go, and the oldest ones beyond what is kept at most. */
async function tidy(cases) {
  const cache = await caches.open(PAGES), left = [];
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url), [, first, of] = pathname.split("/");
    if (first === "cases" && of && !cases.has(decodeURIComponent(of))) await cache.delete(request, anyhow);
    else if (pathname !== WHO) left.push([(await cache.match(request, anyhow))?.headers.get(KEPT_AT) ?? "", request]);
  }
  left.sort(([one], [other]) => one < other ? 1 : -1);
  for (const [, request] of left.slice(MOST)) await cache.delete(request, anyhow);
}
