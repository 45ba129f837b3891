// Short ways for the keyboard; every one of them can be gone without it too.
// A single letter counts only while no field is being filled, and not at all where somebody has switched that off.
(() => {
  "use strict";
  const letters = document.documentElement.dataset.keys !== "off";
  const ROWS = "main h2 > a, main .lines .t, main .tiles > a, main .risk .row > a";
  const FIELDS = "input, textarea, select, dialog, [contenteditable]";
  let dialog;

  /** A part of a page of ours, as the server draws it; null where one has to sign in again. */
  const part = async (path) => {
    const answer = await fetch(path, { headers: { "HX-Request": "true" } });
    return answer.status === 200 ? answer.text() : null;
  };

  /** A page as a dialog over this one; where it cannot be had so, the page itself. */
  const show = async (path, title) => {
    if (dialog?.open) return;
    const text = await part(path).catch(() => null);
    if (text === null) { location.assign(path); return; }
    if (!dialog) {
      dialog = document.body.appendChild(document.createElement("dialog"));
      dialog.className = "over";
    }
    dialog.setAttribute("aria-labelledby", title);
    dialog.innerHTML = text;
    dialog.insertAdjacentHTML("beforeend", '<form method="dialog"><button></button></form>');
    dialog.lastElementChild.firstElementChild.textContent = document.documentElement.lang === "en" ? "Close" : "关上";
    dialog.showModal();
    (dialog.querySelector("input[type=search]") ?? dialog.querySelector("a, button")).focus();
  };

  // --- the command menu: what is found changes while one types, and the first of it is where Return leads ---
  let asked = 0, last = Promise.resolve();
  const look = (field) => {
    const mine = ++asked;
    last = part(`/find?q=${encodeURIComponent(field.value)}`).then((text) => {
      if (text === null || mine !== asked) return;
      const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("found");
      document.getElementById("found")?.replaceWith(fresh);
    }).catch(() => {});
  };
  document.addEventListener("input", (event) => {
    if (event.target.closest?.("dialog.over") && event.target.type === "search") look(event.target);
  });
  document.addEventListener("submit", async (event) => {
    if (!event.target.closest("dialog.over") || event.target.getAttribute("role") !== "search") return;
    event.preventDefault();
    await last;
    dialog.querySelector("#found a")?.click();
  }, true);
  const along = (event) => {
    const places = [...dialog.querySelectorAll("input[type=search], #found a")];
    const at = places.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    places[Math.max(0, Math.min(places.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  };

  // --- lines of a page ---
  const rows = () => [...document.querySelectorAll(ROWS)].filter((one) => one.checkVisibility());
  const here = () => rows().findIndex((one) => one === document.activeElement || one.closest("li")?.contains(document.activeElement));
  const step = (by) => {
    const all = rows(), at = here();
    all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
  };
  const own = { finish: "#task .dock button[value=done]", evidence: "#task input[type=file]" };
  /** To a place of the task that is open, or of the task whose line one is at; nothing is done by that alone. */
  const to = (place) => {
    const found = document.querySelector(own[place]);
    if (found) { found.focus(); found.scrollIntoView({ block: "center" }); return; }
    const line = rows()[here()];
    if (line?.pathname.includes("/tasks/")) location.assign(`${line.pathname}#${place}`);
  };
  if (location.hash.slice(1) in own) to(location.hash.slice(1));

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    x: () => to("finish"),
    e: () => to("evidence"),
    "?": () => show("/keys", "keys-title"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (command && event.key.toLowerCase() === "k") { event.preventDefault(); show("/find", "find-title"); return; }
    if (dialog?.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) { along(event); return; }
    if (!letters || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(FIELDS)) return;
    const found = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (found) { event.preventDefault(); found(); }
  });
})();
