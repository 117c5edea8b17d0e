// Small comforts. Every page works without them.
(() => {
  "use strict";

  const listen = (type, selector, act) =>
    document.addEventListener(type, (event) => {
      const found = event.target instanceof Element && event.target.closest(selector);
      if (found) act(found, event);
    });

  // Menus close by Escape, and when one goes elsewhere.
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  listen("focusout", "details[data-menu]", (menu, event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // On a phone the path is one line until somebody opens it.
  for (const fold of document.querySelectorAll(".path-fold")) {
    if (window.matchMedia("(max-width: 59.99rem)").matches) fold.open = false;
    fold.dataset.ready = "";
  }

  // On a low screen the path scrolls by itself: where one is, is in view.
  for (const here of document.querySelectorAll(".path [aria-current=page]")) {
    const path = here.closest(".path");
    path.scrollTop += here.getBoundingClientRect().bottom - path.getBoundingClientRect().bottom + path.clientHeight / 3;
  }

  // What went wrong is read first.
  document.querySelector("[data-focus]")?.focus();

  // A button that prints, where there are scripts.
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  listen("click", "[data-print]", () => window.print());

  // Autosave: a form sends itself a moment after a change, and says how it went in [data-autosave-status].
  const unsaved = new Set();
  const statusOf = (form) => form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
  const foot = document.querySelector(".not-sent");
  const failed = (form, why) => {
    const words = document.createElement("span");
    words.className = "not-saved";
    words.textContent = why;
    statusOf(form).replaceChildren(words);
    unsaved.add(form);
  };
  // Somebody who has been logged out is led to the log-in page, which is no answer to what was sent.
  const loggedOut = ({ xhr }) =>
    foot && xhr.responseURL && new URL(xhr.responseURL).pathname === foot.dataset.login && foot.dataset.login !== window.location.pathname;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (loggedOut(event.detail)) event.detail.shouldSwap = false;
  });
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const status = statusOf(form);
    if (!status || !window.htmx) continue;
    status.id ||= "autosave-status";
    form.setAttribute("hx-post", form.getAttribute("action") || window.location.pathname + window.location.search);
    form.setAttribute("hx-trigger", "change delay:600ms, input delay:1500ms");
    form.setAttribute("hx-target", `#${status.id}`);
    form.setAttribute("hx-swap", "innerHTML");
    // A second change waits for the answer to the first, which tells what version was saved.
    form.setAttribute("hx-sync", "this:queue last");
    form.addEventListener("htmx:beforeRequest", (event) => {
      if (event.detail.elt !== form) return;
      // "Saving" is for the eye; a screen reader is told how it went.
      status.setAttribute("aria-busy", "true");
      status.textContent = status.dataset.saving;
    });
    form.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.elt !== form) return;
      status.removeAttribute("aria-busy");
      if (loggedOut(event.detail)) failed(form, foot.dataset.loggedOut);
      else if (!event.detail.successful) failed(form, status.dataset.failed);
      else if (status.querySelector(".not-saved")) unsaved.add(form);
      else unsaved.delete(form);
    });
  }
  // Whatever else is sent in passing and gets no answer is told at the foot of the window.
  const ownStatus = (event) => event.detail.elt.matches?.("form[data-autosave]");
  for (const type of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(type, (event) => {
      if (ownStatus(event) || !foot) return;
      foot.textContent = foot.dataset.failed;
      // What was said of the time before is no longer true.
      if (event.detail.target?.matches?.("[role=status]")) event.detail.target.textContent = "";
      if (event.detail.elt.matches?.("form")) unsaved.add(event.detail.elt);
    });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful || ownStatus(event) || !foot) return;
    const out = loggedOut(event.detail);
    foot.textContent = out ? foot.dataset.loggedOut : "";
    if (out && event.detail.elt.matches?.("form")) unsaved.add(event.detail.elt);
    else unsaved.delete(event.detail.elt);
  });
  document.addEventListener("submit", (event) => unsaved.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });

  // A row that was asked for is where one goes on; the button that asked for it is gone.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const { requestConfig: asked, target } = detail;
    if (!asked?.elt.matches?.(".rows > [name$='-more']")) return;
    document.getElementById(target.id)?.querySelector(":scope > :is(.several, .phrase-row):last-of-type :is(input, select, textarea):not([type=hidden])")?.focus();
  });

  // The matrix: one stop for Tab, arrows inside, 0 1 2 choose where a cell has [data-choose].
  const control = "button:not([disabled]), a[href]";
  const gridOf = (table) =>
    [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.cells].map((cell) => cell.querySelector(control)));
  const rove = (table, chosen) => {
    const controls = [...table.querySelectorAll(`td :is(${control})`)];
    const stop = chosen ?? controls.find((each) => each.tabIndex === 0) ?? controls[0];
    for (const each of controls) each.tabIndex = each === stop ? 0 : -1;
  };
  const placeOf = (table, element) => {
    const cell = element.closest("td");
    return cell && [gridOf(table).findIndex((row) => row.includes(cell.querySelector(control))), cell.cellIndex];
  };
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const seek = (grid, [row, column], [down, right]) => {
    for (let r = row + down, c = column + right; grid[r] && c >= 0 && c < grid[r].length; r += down, c += right)
      if (grid[r][c]) return grid[r][c];
    return null;
  };
  const ends = (grid, [row], key) => {
    const filled = grid[row].filter(Boolean);
    return key === "Home" ? filled[0] : filled.at(-1);
  };
  const start = (root) => {
    for (const table of root.querySelectorAll("table[data-matrix]")) {
      for (const each of table.querySelectorAll(`td :is(${control})`)) each.tabIndex = -1;
      rove(table);
    }
  };
  start(document);
  listen("focusin", "table[data-matrix] td", (cell, event) => {
    if (event.target.matches(control)) rove(cell.closest("table"), event.target);
  });
  listen("keydown", "table[data-matrix] td", (cell, event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !event.target.matches(control)) return;
    const table = cell.closest("table");
    const choice = /^[0-9]$/.test(event.key) && cell.querySelector(`[data-choose="${event.key}"]`);
    const place = placeOf(table, event.target);
    const grid = gridOf(table);
    const next = steps[event.key] ? seek(grid, place, steps[event.key]) : /^(Home|End)$/.test(event.key) && ends(grid, place, event.key);
    if (!choice && !next) return;
    event.preventDefault();
    if (choice) choice.click();
    else next.focus();
  });
  // A cell that comes back changed keeps the reader's place.
  let kept = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const table = document.activeElement?.closest("table[data-matrix]");
    kept = table && placeOf(table, document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", () => {
    const table = document.querySelector("table[data-matrix]");
    if (!table) return;
    start(document);
    const before = kept && gridOf(table)[kept[0]]?.[kept[1]];
    if (before && !table.contains(document.activeElement)) before.focus();
    kept = null;
  });
})();
