// Which pages are kept on this telephone: read out of the worker's store, newest first.
(async () => {
  "use strict";
  const list = document.getElementById("kept-pages");
  if (!list || !("caches" in window)) return;
  const found = [];
  for (const name of (await caches.keys()).filter((one) => one.startsWith("launchkit-pages-"))) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const { pathname, search } = new URL(request.url);
      if (pathname.startsWith("/.") || pathname === "/offline") continue;
      const text = await (await store.match(request, { ignoreVary: true })).text();
      const title = new DOMParser().parseFromString(text, "text/html").title.replace(/ · launchkit$/, "");
      found.push({ address: pathname + search, title });
    }
  }
  found.sort((one, other) => one.address < other.address ? -1 : 1);
  for (const { address, title } of found) {
    const line = document.createElement("li"), link = document.createElement("a");
    link.href = address;
    link.className = "target";
    link.textContent = title || address;
    line.append(link);
    list.append(line);
  }
  document.getElementById("kept-none").hidden = found.length > 0;
})();
