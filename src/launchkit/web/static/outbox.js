// Work without signal: what is done is kept on this telephone and sent, once and in order, when the network is back.
(() => {
  "use strict";
  const page = document.documentElement;
  const person = document.body.dataset.person || "";
  const words = document.getElementById("outbox-words");
  const pill = document.getElementById("offline");
  const able = isSecureContext && "indexedDB" in window && "locks" in navigator && "subtle" in crypto;
  const LOCK = "launchkit-outbox";
  const LARGEST = 20 * 1024 * 1024, MOST = 60 * 1024 * 1024;
  const EVERY = 30_000, AHEAD_AFTER = 4_000, KEY_WAITS = 8_000, LOCK_WAITS = 120_000;
  /** What is sent anew with every attempt, and so is not kept. */
  const OWN = new Set(["csrf", "request", "expect"]);

  const say = (name, values = {}) => {
    const text = words?.content.querySelector(`[data-w="${name}"]`)?.textContent ?? "";
    return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  };
  const make = (tag, given = {}, ...inside) => {
    const { data, ...rest } = given;
    const made = Object.assign(document.createElement(tag), rest);
    Object.assign(made.dataset, data);
    made.append(...inside);
    return made;
  };
  const icon = (name) => {
    const svg = document.querySelector("#offline svg").cloneNode(true);
    const use = svg.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
    return svg;
  };
  const clock = (text) => {
    const at = new Date(text), pad = (one) => String(one).padStart(2, "0");
    const time = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
    const today = at.toDateString() === new Date().toDateString();
    return today ? time : `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${time}`;
  };
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  const sizeOf = (bytes) => bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

  /** UUIDv7 as the server writes it: 32 hex digits that sort by the millisecond. */
  const freshId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const millis = Date.now();
    for (let place = 0; place < 6; place++) bytes[place] = Math.floor(millis / 2 ** (8 * (5 - place))) & 0xff;
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    return hex(bytes);
  };

  // --- what is kept ------------------------------------------------------------------------------------

  let opened = null;
  const open = () => opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open("launchkit-outbox", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("items", { keyPath: "n", autoIncrement: true });
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      done(asked.result);
    };
    asked.onerror = () => { opened = null; fail(asked.error); };
  });
  /** One transaction, on the disk when it is over; `work` may answer a request whose result is given back. */
  const within = async (mode, work) => {
    const store = (await open()).transaction("items", mode, { durability: "strict" });
    return new Promise((done, fail) => {
      const asked = work(store.objectStore("items"));
      store.oncomplete = () => done(asked?.result);
      store.onabort = store.onerror = () => fail(store.error ?? asked?.error);
    });
  };
  const everything = () => within("readonly", (items) => items.getAll());
  const item = (n) => within("readonly", (items) => items.get(n));
  const all = async () => (await everything()).filter((one) => one.person === person);
  const others = async () => (await everything()).filter((one) => one.person !== person).length;
  const news = able ? new BroadcastChannel(LOCK) : null;
  const changed = () => { news?.postMessage("changed"); return show(); };
  const put = async (one) => { await within("readwrite", (items) => items.put(one)); await changed(); };
  const drop = async (n) => { await within("readwrite", (items) => items.delete(n)); await changed(); };
  /** Change an item if it is still there: it may have been discarded in another tab. */
  const amend = async (n, values) => {
    await within("readwrite", (items) => {
      const asked = items.get(n);
      asked.onsuccess = () => { if (asked.result) items.put({ ...asked.result, ...values }); };
    });
    await changed();
  };

  // --- keeping one action --------------------------------------------------------------------------------

  const labelOf = (form, name) => {
    const field = form.elements.namedItem(name);
    const one = field instanceof RadioNodeList ? field[0] : field;
    const label = form.querySelector(`label[for="${CSS.escape(name)}"]`) ?? one?.closest("fieldset")?.querySelector("legend");
    const text = label?.cloneNode(true);
    text?.querySelectorAll(".soft").forEach((each) => each.remove());
    return text?.textContent.trim() ?? "";
  };
  const shownOf = (form, name, value) => {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLSelectElement) return field.selectedOptions[0]?.textContent.trim() ?? value;
    const chosen = form.querySelector(`input[name="${CSS.escape(name)}"]:checked`);
    return chosen?.closest("label")?.textContent.trim() || value;
  };
  const captured = async (file, field) => {
    const bytes = await file.arrayBuffer();
    const hash = hex(await crypto.subtle.digest("SHA-256", bytes));
    return { field, name: file.name, type: file.type, size: file.size, hash, blob: new Blob([bytes], { type: file.type }) };
  };
  /** Fields and files of a form as they are now; nothing is read of a file that is too large. */
  const contents = async (form, submitter) => {
    const fields = [], files = [], chosen = [];
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    for (const [name, value] of data) {
      if (value instanceof File) { if (value.name) chosen.push([name, value]); }
      else if (!OWN.has(name)) {
        const personal = Boolean(form.elements.namedItem(name)?.closest?.("[data-personal]"));
        fields.push({ name, value, label: labelOf(form, name), shown: shownOf(form, name, value), personal });
      }
    }
    const large = chosen.find(([, file]) => file.size > LARGEST);
    if (large) throw new Error(say("large", { name: large[1].name }));
    if (chosen.reduce((sum, [, file]) => sum + file.size, 0) > MOST) throw new Error(say("much"));
    for (const [name, file] of chosen) files.push(await captured(file, name));
    return { fields, files };
  };
  const keep = async (form, submitter, request) => {
    const at = new Date().toISOString();
    const before = editing;
    const { fields, files } = await contents(form, submitter);
    const one = {
      id: request || freshId(),
      person,
      case: form.dataset.case,
      task: form.dataset.task || "",
      verb: form.dataset.outbox,
      title: form.dataset.title,
      what: (submitter?.textContent ?? "").trim(),
      page: form.dataset.page || location.pathname,
      fields,
      files: [...stillOf(before), ...files],
      captured: before && before.answer?.code !== "future_moment" ? before.captured : at,
      expect: form.elements.namedItem("expect")?.value || "",
      state: "waiting",
    };
    if (before) one.n = before.n;
    navigator.storage?.persist?.().catch(() => {});
    await put(one);
  };
  /** Files of an item that have still to be sent: what could not be finished was saved as far as it went. */
  const stillOf = (one) => one && !one.answer?.kept ? one.files : [];
  /** Keep what a form asks for, and say so; what cannot be kept stays in the form. */
  const take = async (form, submitter, request) => {
    if (form.dataset.keeping) return;
    form.dataset.keeping = "1";
    try {
      await keep(form, submitter, request);
      editing = null;
      tell("ok", say("queued"), "check");
      if (form.dataset.task) form.querySelectorAll('input[type="file"]').forEach((one) => { one.value = ""; one.dispatchEvent(new Event("change", { bubbles: true })); });
      else form.reset();
      renew(form);
      flush();
    } catch (fault) {
      tell("warn", fault.name === "QuotaExceededError" ? say("full") : fault.message || say("full"), "alert");
    } finally {
      delete form.dataset.keeping;
    }
  };
  const renew = (where) => where.querySelectorAll('input[name="request"]').forEach((one) => { one.value = freshId(); });

  // --- forms ---------------------------------------------------------------------------------------------

  const reachable = async () => (await key()).state === "ok";
  const onSubmit = async (event) => {
    const form = event.target, submitter = event.submitter;
    if (!(form instanceof HTMLFormElement)) return;
    if (!form.dataset.outbox) { if (!navigator.onLine && form.method === "post") refuse(event); return; }
    if (form.dataset.passed) { delete form.dataset.passed; return; }
    const mustWait = !navigator.onLine || page.dataset.kept || editing;
    if (!mustWait && form.hasAttribute("hx-post")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!mustWait && await reachable()) {
      form.dataset.passed = "1";
      form.requestSubmit(submitter);
    } else await take(form, submitter);
  };
  // What may not wait is not lost either: it stays in its form. Whoever would sign out leaves no pages behind at least.
  const refuse = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const out = new URL(event.target.action).pathname === "/sign-out";
    if (out) navigator.serviceWorker?.controller?.postMessage("forget");
    tell("warn", say(out ? "still_in" : "needs_signal"), "offline");
  };
  // The network failed under a form that went the usual way: perhaps it arrived, so the same request is sent again.
  const onFailed = (event) => {
    const sent = event.detail?.ctx, form = event.target;
    if (!(form instanceof HTMLFormElement) || !sent || sent.text !== undefined) return;
    delete form.dataset.sent;
    if (!form.dataset.outbox) { tell("warn", say("needs_signal"), "offline"); return; }
    take(form, sent.sourceEvent?.submitter ?? null, form.elements.namedItem("request")?.value);
  };
  // A request that hangs is given up, sooner than a person gives up; large files may take their time.
  const onConfig = (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.outbox) return;
    const bytes = [...form.querySelectorAll('input[type="file"]')].flatMap((one) => [...one.files]).reduce((sum, file) => sum + file.size, 0);
    event.detail.ctx.request.timeout = patience(bytes);
  };
  const patience = (bytes) => 15_000 + bytes / 20;

  // --- sending -------------------------------------------------------------------------------------------

  /** Who we would send for, with the token of forms and the time over there. */
  const key = async () => {
    try {
      const answer = await fetch("/outbox/key", { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(KEY_WAITS) });
      if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signed_out" };
      if (!answer.ok) return { state: "down" };
      const found = await answer.json();
      return { state: found.person === person ? "ok" : "other", phone: new Date().toISOString(), ...found };
    } catch { return { state: "down" }; }
  };
  /** One item on its way: `done`, `refused` with what the server says, or `down` where nobody answered. */
  const send = async (one, ticket) => {
    const form = new FormData();
    const own = { csrf: ticket.csrf, request: one.id, expect: one.expect };
    const given = { person, stamp: ticket.stamp, sent: ticket.phone, captured: one.captured, case: one.case, task: one.task, verb: one.verb };
    Object.entries(own).forEach(([name, value]) => form.append(name, value));
    Object.entries(given).forEach(([name, value]) => form.append(`outbox.${name}`, value));
    one.fields.forEach(({ name, value }) => form.append(name, value));
    one.files.forEach((file) => {
      form.append(file.field, file.blob, file.name);
      form.append(`digest.${file.field}`, file.hash);
    });
    const bytes = one.files.reduce((sum, file) => sum + file.size, 0);
    try {
      const answer = await fetch("/outbox", { method: "POST", body: form, redirect: "manual", signal: AbortSignal.timeout(patience(bytes)) });
      if (answer.type === "opaqueredirect") return { state: "signed_out" };
      if (answer.status === 413) return { state: "refused", told: { code: "too_large", said: say("much") } };
      if (answer.status >= 500 || answer.status === 429 || !answer.headers.get("content-type")?.startsWith("application/json")) return { state: "down" };
      const told = await answer.json();
      if (answer.ok) return { state: "done", told };
      return told.code === "other_person" ? { state: "other" } : { state: "refused", told };
    } catch { return { state: "down" }; }
  };
  /** One pass over what waits, in the order in which it was done; what hangs holds back only what follows it in its case. */
  const pass = async () => {
    const held = new Set();
    let sent = 0;
    for (const { n, case: of } of (await all()).filter((one) => one.state === "waiting")) {
      const one = held.has(of) ? null : await item(n);
      if (one?.state !== "waiting") continue;
      const ticket = await key();
      if (ticket.state === "signed_out") tell("warn", say("signin"), "alert", `/sign-in?next=${encodeURIComponent(location.pathname)}`);
      if (ticket.state !== "ok") break;
      const answer = await send(one, ticket);
      if (answer.state === "done") {
        sent++;
        await drop(n);
        tell("ok", say("sent", { what: answer.told.said }), "check", location.pathname === one.page ? one.page : "");
      } else if (answer.state === "refused") {
        await amend(n, { state: "attention", answer: answer.told });
        tell("warn", say("refused", { what: one.title }), "alert", location.pathname === "/outbox" ? "" : "/outbox");
      } else held.add(of);
    }
    if (sent) keepAhead();
  };
  let running = false, again = false;
  const flush = async () => {
    if (!able || !person || !navigator.onLine) return;
    if (running) { again = true; return; }
    running = true;
    try {
      do { again = false; await alone(pass); } while (again);
    } finally { running = false; page.dataset.flushed = String(Number(page.dataset.flushed || 0) + 1); }
  };
  /** Only one tab sends. One that was put to sleep with the lock in its hands loses it: what is sent twice is done once. */
  const alone = async (work) => {
    try { await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(LOCK_WAITS) }, work); }
    catch (fault) {
      if (fault.name !== "TimeoutError" && fault.name !== "AbortError") throw fault;
      await navigator.locks.request(LOCK, { steal: true }, work);
    }
  };

  // --- what is shown ---------------------------------------------------------------------------------------

  /** Said at the top; whoever just pressed something is led there, whoever is typing is left alone. */
  const tell = (kind, text, shape, address) => {
    const place = document.getElementById("notices");
    const line = make("p", { className: `note ${kind}`, tabIndex: -1 }, icon(shape), make("span", {}, text));
    if (address) line.append(make("a", { href: address }, say(address === "/outbox" ? "look" : address.startsWith("/sign-in") ? "sign_in" : "refresh")));
    place.querySelectorAll(".note:not(.kept)").forEach((one) => one.remove());
    place.append(line);
    if (address === undefined) line.focus();
  };
  const count = (mine) => {
    const waiting = mine.filter((one) => one.state === "waiting").length, attention = mine.length - waiting;
    const off = document.getElementById("off");
    const told = [waiting && say("count", { n: waiting }), attention && say("attention", { n: attention })].filter(Boolean);
    document.getElementById("waiting").textContent = told.join(say("comma"));
    off.hidden = navigator.onLine;
    pill.querySelector("svg").replaceWith(icon(navigator.onLine ? "send" : "offline"));
    pill.dataset.count = mine.length;
    pill.classList.toggle("late", attention > 0);
    pill.hidden = navigator.onLine && !mine.length;
  };
  /** Beside every link to a page, and on that page itself: that something done there waits. */
  const marks = (mine) => {
    document.querySelectorAll(".waits-mark, #pending").forEach((one) => one.remove());
    for (const link of document.querySelectorAll("main a.t, main #first > a, main .tiles a")) {
      if (!mine.some((one) => one.page === link.pathname)) continue;
      const chip = make("span", { className: "chip soon waits-mark" }, icon("check"), make("span", {}, say("pending")));
      (link.closest(".what, .next")?.querySelector(".meta") ?? link).append(chip);
    }
    const here = mine.filter((one) => one.page === location.pathname);
    if (!here.length || location.pathname === "/outbox") return;
    const list = make("ul", { className: "plain-lines" }, ...here.map((one) => make("li", {}, lineOf(one), make("a", { className: "target", href: `/outbox#item-${one.n}` }, say("look")))));
    document.getElementById("notices").after(make("section", { id: "pending", className: "card pad" }, make("h2", {}, say("pending_here")), list));
  };
  const filesOf = ({ files: { length } }) => say(length === 1 ? "file" : "files", { n: length });
  const lineOf = (one) => make("span", {}, icon(one.state === "waiting" ? "check" : "alert"), ` ${[one.what, clock(one.captured), one.files.length && filesOf(one)].filter(Boolean).join(" · ")}`);
  const show = async () => {
    if (!able || !pill) return;
    const mine = person ? await all() : [];
    count(mine);
    if (person) marks(mine);
    else if (await others()) left(await others());
    document.dispatchEvent(new CustomEvent("outbox:changed"));
  };
  const left = (n) => {
    if (!document.getElementById("left-behind")) document.querySelector("main").append(make("p", { id: "left-behind", className: "note" }, icon("send"), make("span", {}, say("left", { n }))));
  };
  const keptLine = () => {
    const text = say(navigator.onLine ? "kept_slow" : "kept", { when: clock(page.dataset.kept) });
    document.getElementById("notices").prepend(make("p", { className: "note warn kept" }, icon("offline"), make("span", {}, text), make("a", { href: location.href }, say("refresh"))));
    renew(document);
  };
  /** A small picture of what was photographed; the original is what is kept and sent. */
  const preview = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return null;
    try {
      const small = await createImageBitmap(file, { resizeWidth: 160, resizeQuality: "medium" });
      const canvas = make("canvas", { className: "preview", width: small.width, height: small.height });
      canvas.getContext("2d").drawImage(small, 0, 0);
      small.close();
      canvas.setAttribute("aria-hidden", "true");
      return canvas;
    } catch { return null; }
  };
  document.addEventListener("change", async (event) => {
    const pick = event.target.type === "file" && event.target.closest(".pick");
    if (!pick) return;
    const drawn = await Promise.all([...pick.querySelectorAll('input[type="file"]')].flatMap((one) => [...one.files]).map(preview));
    pick.querySelectorAll(".preview").forEach((one) => one.remove());
    pick.append(...drawn.filter(Boolean));
  });

  // --- changing what waits ----------------------------------------------------------------------------------

  let editing = null;
  const edit = async () => {
    const n = Number(/^#outbox=(\d+)$/.exec(location.hash)?.[1]);
    const one = n ? await item(n) : null;
    const form = one?.person === person && document.querySelector(`form[data-outbox="${CSS.escape(one.verb)}"]`);
    if (!form) return;
    editing = one;
    form.querySelectorAll("details").forEach((each) => { each.open = true; });
    form.closest("details")?.setAttribute("open", "");
    for (const { name, value } of one.fields) {
      if (name.startsWith("was.")) continue;
      const field = form.elements.namedItem(name);
      if (field instanceof RadioNodeList) field.value = value;
      else if (field?.type === "checkbox") field.checked = true;
      else if (field && field.type !== "submit") field.value = value;
    }
    tell("ok", say("editing", { n: stillOf(one).length }), "pen");
    form.scrollIntoView({ block: "center" });
  };

  // --- the worker -----------------------------------------------------------------------------------------

  const keepAhead = async () => (await navigator.serviceWorker?.ready)?.active?.postMessage("ahead");
  const enrol = async () => {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data?.ahead) page.dataset.ahead = data.ahead; });
    await navigator.serviceWorker.register("/sw.js");
    if (person && !page.dataset.kept) setTimeout(keepAhead, AHEAD_AFTER);
  };

  // The list of what waits is drawn from what is here now, however old its page is.
  if (page.dataset.kept && location.pathname !== "/outbox") keptLine();
  if (!able) return;
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("htmx:error", onFailed);
  document.addEventListener("htmx:config:request", onConfig);
  document.addEventListener("htmx:after:swap", show);
  news.addEventListener("message", show);
  addEventListener("online", () => { show(); flush(); });
  addEventListener("offline", show);
  addEventListener("hashchange", edit);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") { show(); flush(); } });
  setInterval(async () => { if ((await all()).some((one) => one.state === "waiting")) flush(); }, EVERY);
  enrol().catch(() => {});
  show().then(edit).then(flush);
  window.launchkitOutbox = { all, others, filesOf, item, put, drop, amend, flush, freshId, make, icon, clock, sizeOf, preview, captured, keepAhead };
})();
