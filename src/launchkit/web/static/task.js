// After a part of the page was changed: what was refused, or what was done, is what one comes to next.
(() => {
  "use strict";
  /** Files that were chosen in a form whose fields do not fit: nothing was saved, and nobody photographs twice. */
  let chosen = [];
  document.addEventListener("htmx:before:swap", ({ detail }) => {
    const fields = detail.ctx.response?.status === 422 ? document.querySelectorAll('#task input[type="file"]') : [];
    chosen = [...fields].filter((one) => one.files.length).map((one) => [one.id, one.files]);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const [id, files] of chosen.splice(0)) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.files = files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const part = document.getElementById("task");
    const told = part?.querySelector(".trouble, .said");
    if (!told || told.dataset.told) return;
    told.dataset.told = "1";
    told.focus();
    told.scrollIntoView({ block: "center" });
  });
})();
