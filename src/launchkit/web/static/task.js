// After a part of the page was changed: what was refused, or what was done, is what one comes to next.
document.addEventListener("htmx:after:swap", () => {
  "use strict";
  const part = document.getElementById("task");
  const told = part?.querySelector(".trouble, .said");
  if (!told || told.dataset.told) return;
  told.dataset.told = "1";
  told.focus();
  told.scrollIntoView({ block: "center" });
});
