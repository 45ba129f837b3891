// The list of what waits on this telephone, and of what was not taken: drawn here, so that it is there without signal too.
(() => {
  "use strict";
  const box = window.launchkitOutbox;
  const words = document.getElementById("outbox-page-words");
  if (!box || !words) return;
  const { make, icon, clock, sizeOf } = box;
  const $ = (id) => document.getElementById(id);
  const say = (name, values = {}) => words.content.querySelector(`[data-w="${name}"]`).textContent.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const open = new Set();
  let drawn = [];

  const button = (word, shape, work, kind = "") => {
    const made = make("button", { type: "button", className: kind }, icon(shape), say(word));
    made.addEventListener("click", work);
    return made;
  };
  const fact = (term, ...inside) => make("div", {}, make("dt", {}, term), make("dd", {}, ...inside));
  const link = (blob, name) => {
    const address = URL.createObjectURL(blob);
    drawn.push(address);
    return make("a", { className: "target", href: address, download: name }, name);
  };
  const fileOf = (one) => {
    const line = make("li", {}, icon("file"), link(one.blob, one.name), make("span", { className: "soft" }, sizeOf(one.size)), make("code", { className: "digest" }, `SHA-256 ${one.hash}`));
    box.preview(one.blob).then((small) => { if (small) line.prepend(small); });
    return line;
  };
  /** What the person typed or changed; not what the page had put into its fields already. */
  const typedOf = ({ fields }) => {
    const given = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    const left = ({ name, value }) => value === given[name.replace(/^fact\./, "was.")] && name.startsWith("fact.");
    return fields.filter((one) => one.value && one.label && !one.name.startsWith("was.") && !left(one));
  };
  const fieldsOf = (one) => make("dl", { className: "facts" }, ...typedOf(one).map(({ label, shown }) => fact(label, shown)));
  const insideOf = (one) => make("div", { className: "inside" }, fieldsOf(one), make("ul", { className: "files" }, ...one.files.map(fileOf)));

  /** Thrown away only when asked for twice: nobody else has it. */
  const discard = (one, word, shape) => {
    const asks = ["sure", "really"];
    const made = button(word, shape, async () => {
      const next = asks.shift();
      if (!next) return box.drop(one.n);
      made.lastChild.textContent = say(next);
      return undefined;
    }, "stop");
    return made;
  };
  const again = (one) => box.amend(one.n, { state: "waiting", expect: one.answer?.seq ? String(one.answer.seq) : one.expect, answer: null }).then(() => box.flush());
  /** Mine beside theirs: my files, and what I typed as a file of plain text; what is personal is not written into it. */
  const beside = async (one) => {
    const lines = [`${one.title} · ${one.what} · ${one.captured}`, ...typedOf(one).map(({ label, shown, personal }) => `${label}: ${personal ? say("personal") : shown}`)];
    const text = new File([`${lines.join("\n")}\n`], say("text_name"), { type: "text/plain" });
    const files = await Promise.all([text, ...one.files.map((file) => new File([file.blob], file.name, { type: file.type }))].map((file) => box.captured(file, "evidence.other")));
    const note = { name: "note", value: say("note"), label: say("note_label"), shown: say("note"), personal: false };
    await box.put({ ...one, id: box.freshId(), verb: "work", what: say("beside"), fields: [{ name: "do", value: "save", label: "", shown: "", personal: false }, note], files, expect: "", answer: null, state: "waiting" });
    await box.flush();
  };
  const reasons = (one) => {
    const { said, lacks = [], errors = [] } = one.answer ?? {};
    const labels = Object.fromEntries(one.fields.map(({ name, label }) => [name, label]));
    const lines = [
      ...lacks.map((lack) => make("li", {}, lack.said, ...(lack.address ? [" ", make("a", { className: "target", href: lack.address }, say("supply"))] : []))),
      ...errors.map((wrong) => make("li", {}, `${labels[wrong.field] ? `${labels[wrong.field]}${say("colon")}` : ""}${wrong.said}`)),
    ];
    return make("div", { className: "trouble" }, make("p", {}, icon("alert"), make("span", { className: "said-lines" }, said ?? "")), ...(lines.length ? [make("ul", {}, ...lines)] : []));
  };
  const bothOf = (one) => make("div", { className: "both" },
    make("section", { className: "slot" }, make("h4", {}, say("theirs")), make("ol", { className: "entries" }, ...one.answer.others.map((other) => make("li", {}, make("p", {}, other.said), make("p", { className: "soft" }, `${other.local} · ${other.who} · ${say("entry", { n: other.seq })}`))))),
    make("section", { className: "slot" }, make("h4", {}, say("yours")), make("p", {}, one.what), make("p", { className: "soft" }, clock(one.captured)), insideOf(one)));
  const actions = (one, conflict) => {
    const edit = make("a", { className: "btn", href: `${one.page}#outbox=${one.n}` }, icon("pen"), say("edit"));
    if (one.state === "waiting") return [edit, discard(one, "discard", "ban")];
    const first = conflict ? [discard(one, "keep_theirs", "users"), ...(one.task ? [button("add_mine", "paperclip", () => beside(one), "primary")] : [])] : [];
    return [...first, button("again", "send", () => again(one), conflict ? "" : "primary"), edit, ...(conflict ? [] : [discard(one, "discard", "ban")])];
  };
  const cardOf = (one) => {
    const conflict = one.state === "attention" && one.answer?.others?.length > 0;
    const bytes = one.files.reduce((sum, file) => sum + file.size, 0);
    const meta = [one.what, clock(one.captured), one.files.length && `${box.filesOf(one)} ${sizeOf(bytes)}`].filter(Boolean).join(" · ");
    const inside = make("details", { open: open.has(one.n) }, make("summary", {}, say("inside")), insideOf(one));
    inside.addEventListener("toggle", () => open[inside.open ? "add" : "delete"](one.n));
    return make("li", { className: "card pad", id: `item-${one.n}` },
      make("h3", {}, make("a", { className: "target", href: one.page }, one.title)),
      make("p", { className: "soft" }, meta),
      ...(one.state === "attention" ? [reasons(one)] : []),
      conflict ? bothOf(one) : inside,
      make("div", { className: "row" }, ...actions(one, conflict)));
  };

  const draw = async () => {
    const mine = await box.all(), strangers = await box.others();
    drawn.forEach((one) => URL.revokeObjectURL(one));
    drawn = [];
    const parts = { attention: [], waiting: [] };
    mine.forEach((one) => parts[one.state].push(cardOf(one)));
    for (const [name, cards] of Object.entries(parts)) {
      $(`${name}-list`).replaceChildren(...cards);
      $(`${name}-part`).hidden = !cards.length;
    }
    $("nothing").hidden = mine.length > 0;
    $("send-now").hidden = !parts.waiting.length;
    $("strangers").hidden = !strangers;
    $("strangers").lastElementChild.textContent = say("strangers", { n: strangers });
  };
  $("unable").hidden = true;
  $("send-now").addEventListener("click", () => box.flush());
  document.addEventListener("outbox:changed", draw);
  draw().then(() => { const here = document.getElementById(location.hash.slice(1)); here?.scrollIntoView({ block: "start" }); });
})();
