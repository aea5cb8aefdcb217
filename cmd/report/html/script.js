// Sorts, filters and opens the findings. Everything is in the page already: nothing
// here makes HTML, or takes text of the log for anything but comparison.

const step = 100; // episodes that are shown at a time
const byId = (id) => document.getElementById(id);
const table = byId("episodes");

if (table) {
  const filter = byId("filter"), least = byId("least"), status = byId("status"), more = byId("more");
  const heads = [...table.tHead.rows[0].cells];
  const number = new Intl.NumberFormat("en");
  const later = table.querySelector("template");
  let rows = [...table.tBodies, ...(later ? later.content.children : [])].map((el, at) => ({ el, at, cells: el.rows[0].cells }));
  let limit = step;
  let matching = rows;

  // Numbers stand in data-v, and so does the time; the rest is compared as people would.
  const key = (row, column) => {
    const cell = row.cells[column], value = cell.dataset.v;
    if (column <= 5) return Number(value);
    if (column === 7 || column === 12) return Number(cell.textContent);
    return value ?? cell.textContent;
  };
  const numeric = (column) => column <= 5 || column === 7 || column === 12;
  const collator = new Intl.Collator("en", { numeric: true });

  const sort = (column) => {
    const was = heads[column].getAttribute("aria-sort");
    const down = was ? was === "ascending" : numeric(column);
    for (const h of heads) h.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    const keys = new Map(rows.map((r) => [r, key(r, column)]));
    const compare = numeric(column) ? (a, b) => a - b : collator.compare;
    rows.sort((a, b) => (down ? -1 : 1) * compare(keys.get(a), keys.get(b)) || a.at - b.at);
    limit = step;
    show();
  };

  const text = (row) => (row.text ??= row.el.textContent.toLowerCase());

  // Only the episodes that are shown are in the table: the others would slow it down.
  const place = (count) => {
    const shown = new Set(matching.slice(0, count));
    for (const r of rows) {
      if (!shown.has(r)) r.el.remove();
    }
    const all = document.createDocumentFragment();
    for (const r of shown) all.append(r.el);
    table.append(all);
  };

  const show = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const from = Number(least.value);
    matching = [];
    for (const r of rows) {
      const match = Number(r.cells[1].dataset.v) >= from && words.every((w) => text(r).includes(w));
      if (match) matching.push(r);
    }
    place(limit);
    const shown = Math.min(limit, matching.length);
    let s = `${number.format(matching.length)} of ${number.format(rows.length)} ${rows.length === 1 ? "episode" : "episodes"}`;
    if (matching.length < rows.length) s += " match";
    if (shown < matching.length) s += `, the first ${number.format(shown)} shown`;
    status.textContent = s + ".";
    more.parentElement.hidden = shown === matching.length;
    more.textContent = `Show ${number.format(Math.min(step, matching.length - shown))} more`;
  };

  const open = (row, yes) => {
    const button = row.cells[0].firstElementChild;
    button.setAttribute("aria-expanded", yes);
    row.el.classList.toggle("open", yes);
    if (yes) timeline(row);
  };

  // A copy of the identity's timeline, in which the dots of this episode stand out.
  const timeline = (row) => {
    const slot = row.el.querySelector(".slot:empty");
    const link = row.el.querySelector("a[href^='#t']");
    const from = slot && link && byId(link.hash.slice(1));
    if (!from) return;
    const copy = from.querySelector("table").cloneNode(true);
    const id = ` ${row.el.id.slice(1)} `;
    for (const dot of copy.querySelectorAll("circle")) {
      dot.classList.add(dot.dataset.e.includes(id) ? "this" : "other");
    }
    slot.append(copy);
  };

  const isOpen = (row) => row.el.classList.contains("open");

  heads.forEach((h, column) => {
    if (column > 0) h.firstElementChild.addEventListener("click", () => sort(column));
  });
  filter.addEventListener("input", () => { limit = step; show(); });
  least.addEventListener("change", () => { limit = step; show(); });
  more.addEventListener("click", () => {
    const next = matching[limit];
    limit += step;
    show();
    next.cells[0].firstElementChild.focus();
  });
  byId("open").addEventListener("click", () => {
    for (const r of matching.slice(0, limit)) open(r, true);
  });
  byId("close").addEventListener("click", () => {
    for (const r of rows) if (isOpen(r)) open(r, false);
  });
  const rowOf = new Map(rows.map((r) => [r.el, r]));
  table.addEventListener("click", (event) => {
    const head = event.target.closest("tr.head");
    if (!head || !getSelection().isCollapsed) return; // text is being selected
    const row = rowOf.get(head.parentElement);
    open(row, !isOpen(row));
  });
  show();
  addEventListener("beforeprint", () => place(rows.length));
  addEventListener("afterprint", () => place(limit));

  // What is typed into the filter is searched everywhere; make that text ready.
  const prepare = (deadline) => {
    for (const r of rows) {
      if (r.text !== undefined) continue;
      text(r);
      if (deadline.timeRemaining() < 2) return requestIdleCallback(prepare);
    }
  };
  if (window.requestIdleCallback) requestIdleCallback(prepare);
}

// A link into something closed opens it.
const reveal = () => {
  const target = location.hash.length > 1 && byId(location.hash.slice(1));
  if (!target) return;
  for (let el = target; el; el = el.parentElement) {
    if (el.tagName === "DETAILS") el.open = true;
  }
  target.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();

// Paper has no buttons.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const d of closed) d.open = true;
});
addEventListener("afterprint", () => {
  for (const d of closed) d.open = false;
});
