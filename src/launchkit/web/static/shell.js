// What the shell does beside showing pages; without it every page works too.
(() => {
  "use strict";
  const pill = document.getElementById("offline"), off = document.getElementById("off");
  const show = () => { off.hidden = navigator.onLine; pill.hidden = navigator.onLine && !Number(pill.dataset.count); };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();

  // A form is sent once, however often it is tapped; it opens again when the page comes back from the browser's memory.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  // How many files were chosen, beside where they were chosen.
  document.addEventListener("change", (event) => {
    const chosen = event.target;
    if (chosen.type !== "file") return;
    const line = chosen.closest(".pick")?.querySelector("output");
    if (line) line.textContent = [...chosen.files].map((one) => one.name).join("、");
  });

  // Where no small picture comes (no signal, a broken file), the sign behind it is enough.
  const without = (one) => { if (one.matches?.(".shot img")) one.remove(); };
  document.addEventListener("error", (event) => without(event.target), true);
  document.querySelectorAll(".shot img").forEach((one) => { if (one.complete && !one.naturalWidth) without(one); });

  // What was refused is what the keyboard and a screen reader come to first.
  document.querySelector(".trouble, [aria-invalid]")?.focus();
})();
