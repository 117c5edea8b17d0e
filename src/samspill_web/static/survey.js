// The survey in a browser: one page at a time, kept as one goes, sent when there is a network. Without it a form does the same.
// What opens the survey stands in the fragment of the address; it goes to the server in the body of requests alone.
(() => {
  "use strict";

  const main = document.getElementById("main");
  const { open: openUrl, draft: draftUrl, send: sendUrl, worker, wait, unreached } = main.dataset;
  const entry = main.querySelector("form.enter");
  const home = new URL(entry.action).pathname;
  const terminal = new URLSearchParams(location.search).has("terminal");
  const [SOON, FIRST, SLOWEST, PATIENCE] = [1500, 2000, 30000, 20000]; // milliseconds
  const YES = "yes";
  const UNSURE = "?";

  let code = "";
  let safe = null; // what locks and opens, and names the place where it is kept; null without WebCrypto
  let opened = null; // the survey as the server gave it
  let answers = {}; // field: [when, ...values]
  let place = { node: "", language: "", page: "", pending: false };
  let form = null;
  let words = {}; // in the language of the survey
  let finished = false;
  let edits = 0;
  const kept = { here: -1, server: -1 };

  // The code: in small letters, with spaces or hyphens, or after a "#" that a gateway has encoded.
  const decoded = (text) => {
    for (let turn = 0; turn < 3; turn++) {
      try {
        text = decodeURIComponent(text);
      } catch {
        break;
      }
    }
    return text;
  };
  const plain = (text) => {
    const letters = decoded(text).toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(letters) ? letters : "";
  };
  const shown = (letters) => letters.match(/.{4}/g).join("-");

  // Locking: AES-GCM with a key from the code. The place in the browser's store is derived too, and says nothing of it.
  const bytes = (text) => new TextEncoder().encode(text);
  const base64 = (array) => btoa(Array.from(array, (byte) => String.fromCharCode(byte)).join(""));
  const safeOf = async (secret) => {
    const { subtle } = globalThis.crypto ?? {};
    if (!subtle) return null;
    const how = (info) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytes(info) });
    const base = await subtle.importKey("raw", bytes(secret), "HKDF", false, ["deriveKey", "deriveBits"]);
    const key = await subtle.deriveKey(how("samspill draft"), base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const id = base64(new Uint8Array(await subtle.deriveBits(how("samspill place"), base, 128)));
    return {
      id,
      // Filled up with spaces, which mean nothing after JSON: a draft is as long as any other, however little it holds.
      async lock(text, room = 0) {
        const content = bytes(text);
        if (room && content.length > room) return null;
        const full = new Uint8Array(Math.max(room, content.length)).fill(32);
        full.set(content);
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const locked = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, full));
        const blob = new Uint8Array(12 + locked.length);
        blob.set(iv);
        blob.set(locked, 12);
        return base64(blob);
      },
      async open(blob) {
        try {
          const all = Uint8Array.from(atob(blob), (letter) => letter.charCodeAt(0));
          const iv = all.slice(0, 12);
          return JSON.parse(new TextDecoder().decode(await subtle.decrypt({ name: "AES-GCM", iv }, key, all.slice(12))));
        } catch {
          return null; // another's, or broken: as if there were none
        }
      },
    };
  };

  const nameOf = (what) => `samspill.${safe.id}.${what}`;
  const store = {
    async read(what) {
      if (!safe || terminal) return null;
      try {
        const blob = localStorage.getItem(nameOf(what));
        return blob && (await safe.open(blob));
      } catch {
        return null; // storage may be forbidden
      }
    },
    async write(what, value) {
      if (!safe || terminal) return false;
      try {
        localStorage.setItem(nameOf(what), await safe.lock(JSON.stringify(value)));
        return true;
      } catch {
        return false;
      }
    },
    forget() {
      if (!safe || terminal) return;
      for (const what of ["draft", "page"]) localStorage.removeItem(nameOf(what));
    },
  };

  // A draft: answers by group and question, each with the moment it was given, so that of two the later one counts.
  const packed = () => {
    const groups = {};
    for (const [name, [when, ...values]] of Object.entries(answers)) {
      const [item, group = ""] = name.split(/:(.*)/s);
      (groups[group] ??= {})[item] = [values.join(","), when.toString(36)].join(" ");
    }
    return { place, groups };
  };
  const unpacked = (draft) => {
    const found = {};
    for (const [group, items] of Object.entries(draft.groups))
      for (const [item, text] of Object.entries(items)) {
        const [values, when] = text.split(" ");
        found[group ? `${item}:${group}` : item] = [parseInt(when, 36), ...values.split(",").filter(Boolean)];
      }
    return found;
  };
  const later = (one, other) => !other || one[0] > other[0] || (one[0] === other[0] && one.join() > other.join());
  // Take in what is later there; tell whether something was, and whether something is later here.
  const merge = (theirs) => {
    const told = { taken: false, ours: false };
    for (const [name, answer] of Object.entries(theirs))
      if (later(answer, answers[name])) {
        answers[name] = answer;
        told.taken = true;
      }
    told.ours = Object.keys(answers).some((name) => later(answers[name], theirs[name]));
    return told;
  };
  const values = (name) => answers[name]?.slice(1) ?? [];

  // The server. Whatever fails is tried again, at once when the network is back.
  const post = async (url, fields, more = {}) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), more.patience ?? PATIENCE);
    const body = new URLSearchParams([["code", code], ...fields]);
    const how = { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal, keepalive: Boolean(more.leaving) };
    try {
      const answer = await fetch(url, how);
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      return await answer.json();
    } finally {
      clearTimeout(timer);
    }
  };
  const waiting = new Map(); // what is to be tried again: its timer and how often it failed
  const again = (act) => {
    const { times = 0, timer } = waiting.get(act) ?? {};
    clearTimeout(timer);
    waiting.set(act, { times: times + 1, timer: setTimeout(act, Math.min(SLOWEST, FIRST * 2 ** times)) });
  };
  const done = (act) => {
    clearTimeout(waiting.get(act)?.timer);
    waiting.delete(act);
  };
  const atOnce = () => {
    for (const act of [...waiting.keys()]) {
      done(act);
      act();
    }
  };

  // Keeping: here after every answer, on the server a moment later and whenever a page is left.
  let turn = Promise.resolve();
  const keepHere = () => {
    turn = turn.then(async () => {
      const now = edits;
      if (!finished && (await store.write("draft", packed()))) kept.here = now;
      tell();
    });
    return turn;
  };
  let soon = 0;
  const keepThere = async (leaving = false) => {
    clearTimeout(soon);
    if (!safe || finished || place.pending || kept.server >= edits) return;
    const now = edits;
    const blob = await safe.lock(JSON.stringify(packed()), opened.room);
    if (blob === null) return;
    try {
      const { state, html, language } = await post(draftUrl, [["blob", blob], ["language", place.language]], { leaving: leaving === true });
      done(keepThere);
      if (state === "kept") kept.server = Math.max(kept.server, now);
      // Somebody has sent the answers from another device. After the end they can still be sent, so that is no matter here.
      else if (state === "not_open" && !place.pending && !finished) return stand(html, language, true);
    } catch {
      again(keepThere);
    }
    tell();
  };
  const keep = (when = SOON) => {
    clearTimeout(soon);
    soon = setTimeout(keepThere, when);
    return keepHere();
  };
  const device = matchMedia("(pointer: coarse)").matches && Math.min(screen.width, screen.height) < 600 ? "phone" : "computer";
  const tell = () => {
    const line = form?.querySelector(".save-status");
    if (!line || finished) return;
    line.classList.toggle("not-sent", place.pending && !sending);
    let text = "";
    if (sending) text = words.sending;
    else if (place.pending) text = `${navigator.onLine ? words.unanswering : words.offline} ${terminal ? "" : words.leaveOpen}`;
    else if (Object.keys(answers).length) {
      const [here, there] = [kept.here >= edits, kept.server >= edits];
      text = here ? words[there ? `${device}Server` : device] : words[there ? "server" : "nowhere"];
    }
    if (line.textContent !== text) line.textContent = text;
  };

  // Which groups are asked about: of the sites that were chosen, worked with, and as many as there is room for.
  const chosen = () => {
    const sites = values("sites");
    const near = opened.targets.filter(({ site }) => !site || !sites.length || sites.includes(site));
    const contact = ({ node }) => values(`contact:${node}`)[0];
    let met = near.some(contact) ? near.filter((target) => contact(target) === YES) : near;
    if (opened.most !== null) met = [...met].sort((one, other) => one.turn - other.turn).slice(0, opened.most);
    const nodes = (targets) => new Set(targets.map(({ node }) => node));
    return { near: nodes(near), met: nodes(met) };
  };
  const questions = (page) => [...page.querySelectorAll(".question")].filter((row) => !row.hidden);
  const refresh = () => {
    const { near, met } = chosen();
    for (const row of form.querySelectorAll("tr.question")) {
      const [item, node] = row.dataset.name.split(/:(.*)/s);
      row.hidden = !(item === "contact" ? near : met).has(node) && node !== opened.node;
    }
    for (const table of form.querySelectorAll(".ratings")) table.hidden = !table.querySelector(".question:not([hidden])");
    for (const lead of form.querySelectorAll(".lead-in")) lead.hidden = Boolean(lead.parentElement.querySelector(".ratings:not(.own)")?.hidden);
  };
  const sheet = () => [...form.querySelectorAll(".survey-page")].filter((page) => !page.querySelector(".question") || questions(page).length);
  const current = () => form.querySelector(".survey-page:not([hidden])");
  const filled = (text, fields) => text.replace(/\{(\w+)\}/g, (_, name) => fields[name]);

  const show = (key, { push = true, focus = true } = {}) => {
    const pages = sheet();
    const number = Math.max(0, pages.findIndex((page) => page.dataset.key === key));
    const page = pages[number];
    const { kind } = page.dataset;
    for (const each of form.querySelectorAll(".survey-page")) each.hidden = each !== page;
    const step = filled(words.progress, { number, of: pages.length - 1 });
    form.querySelector(".progress").hidden = !number;
    form.querySelector(".step").textContent = step;
    form.querySelector(".moves [value=back]").hidden = !number;
    const next = form.querySelector(".moves .next");
    next.textContent = next.dataset[kind === "welcome" ? "begin" : kind === "summary" ? "send" : "next"];
    form.querySelector(".once-more").hidden = pages.findIndex((each) => each.querySelector("[type=radio]")) !== number;
    document.title = number ? `${step} – ${page.dataset.title}` : page.dataset.title;
    if (kind === "summary") count(pages);
    clearable();
    const state = { page: page.dataset.key };
    if (!push || terminal) history.replaceState(state, "");
    else if (history.state?.page !== state.page) history.pushState(state, "");
    place.page = state.page;
    if (!focus) return;
    window.scrollTo(0, 0);
    page.querySelector("h1").focus({ preventScroll: true });
  };
  const answered = (page) => questions(page).filter((row) => values(row.dataset.name).length).length;
  const clearable = () => {
    form.querySelector(".clear").hidden = !answered(current());
  };
  const count = (pages) => {
    let left = 0;
    for (const line of form.querySelectorAll(".lines > li")) {
      const page = pages.find((each) => each.dataset.key === line.dataset.page);
      line.hidden = !page;
      if (!page) continue;
      const [asked, has] = [questions(page).length, answered(page)];
      const told = line.querySelector(".count");
      told.textContent = filled(words.answered, { answered: has, asked });
      told.classList.toggle("full", has === asked);
      left += asked - has;
    }
    const sum = form.querySelector("[data-open]");
    sum.textContent = left ? filled(sum.dataset.open, { n: left }) : sum.dataset.all;
  };

  // Answering
  const inputs = (name) => [...form.elements].filter((each) => each.name === name && each.matches("[type=radio], [type=checkbox]"));
  const record = (name, found) => {
    answers[name] = [Date.now(), ...found];
    edits += 1;
    place.pending = false;
    clearable();
    if (name === "sites" || name.startsWith("contact:")) refresh();
    keep();
  };
  const checkedOf = (name) => inputs(name).filter((each) => each.checked);
  const restore = () => {
    for (const each of form.querySelectorAll("[type=radio], [type=checkbox]")) each.checked = values(each.name).includes(each.value);
  };
  const changed = ({ target }) => {
    if (!target.matches("[type=radio], [type=checkbox]")) return;
    const row = target.closest(".question");
    const full = row.querySelector(".too-many");
    if (full) full.textContent = "";
    // "Don't know" stands alone.
    if (target.checked && target.type === "checkbox")
      for (const each of checkedOf(target.name)) if ((target.value === UNSURE) !== (each.value === UNSURE)) each.checked = false;
    if (full && checkedOf(target.name).length > Number(row.dataset.most)) {
      target.checked = false;
      full.textContent = full.dataset.tooMany;
    }
    record(target.name, checkedOf(target.name).map((each) => each.value));
  };
  // An answer that is pressed once more is taken away, unless it is a double click.
  const pressed = ({ target }) => {
    if (target.type !== "radio" || values(target.name)[0] !== target.value || Date.now() - answers[target.name][0] < 600) return;
    target.checked = false;
    record(target.name, []);
  };
  const clear = () => {
    for (const { dataset } of questions(current())) {
      for (const each of inputs(dataset.name)) each.checked = false;
      if (values(dataset.name).length) record(dataset.name, []);
    }
    current().querySelector("h1").focus();
  };
  const moved = (event) => {
    event.preventDefault();
    const button = event.submitter ?? {};
    if (button.name === "language" || button.name === "node") return change(button.name, button.value);
    const pages = sheet();
    const here = pages.indexOf(current());
    const { kind } = current().dataset;
    if (button.value === "clear") return clear();
    const line = button.closest?.("[data-page]");
    if (!line && button.value !== "back" && kind === "summary") return send();
    place.pending = false;
    done(attempt);
    show(line ? line.dataset.page : pages[here + (button.value === "back" ? -1 : 1)].dataset.key);
    edits += line || button.value === "back" ? 0 : 1; // so that another device goes on from here
    tell();
    return keep(0);
  };
  // Another hat or language: the survey is fetched anew, and what is answered stays where it fits.
  const change = async (name, value) => {
    const before = { ...place };
    place[name] = value;
    try {
      await fetched();
      keep(0);
    } catch {
      place = before;
      tell();
    }
  };

  // Sending. The server takes the same answers as often as they come, and keeps them once.
  let sending = false;
  const send = async () => {
    if (sending) return;
    place.pending = true;
    clearTimeout(soon);
    keepHere();
    await attempt();
  };
  const attempt = async () => {
    if (sending || finished || !place.pending) return;
    sending = true;
    tell();
    const fields = [["node", opened.node], ["language", opened.language]];
    for (const page of sheet()) for (const { dataset } of questions(page)) for (const value of values(dataset.name)) fields.push([dataset.name, value]);
    let answer = null;
    try {
      answer = await post(sendUrl, fields);
    } catch {
      again(attempt);
    }
    sending = false;
    if (answer) {
      done(attempt);
      if (answer.state === "kept") return thank(answer.html);
      place.pending = false;
      if (answer.state !== "wrong") return stand(answer.html, answer.language, answer.state === "not_open");
      tell();
      form.querySelector(".save-status").textContent = answer.wrong.join(" ");
      return undefined;
    }
    return tell();
  };
  const put = (html) => {
    main.innerHTML = html;
    form = null;
    const heading = main.querySelector("h1");
    document.title = heading.textContent;
    heading.tabIndex = -1;
    heading.focus();
  };
  const thank = async (html, before = false) => {
    finished = true;
    for (const act of [...waiting.keys()]) done(act);
    put(html);
    main.querySelector(".before").hidden = !before;
    if (!before) {
      await turn;
      await store.write("done", { html, language: opened.language });
      store.forget();
      document.dispatchEvent(new CustomEvent("survey:sent"));
    }
  };
  // Nothing can be answered: what stands in the way is told.
  const stand = (html, language, forget = false) => {
    finished = true;
    if (forget) store.forget();
    if (language) document.documentElement.lang = language;
    put(html);
  };

  // Coming in
  const take = (answer) => {
    opened = answer;
    Object.assign(place, { node: answer.node, language: answer.language });
    document.documentElement.lang = answer.language;
    main.innerHTML = answer.html;
    form = main.querySelector("form");
    words = { ...form.dataset };
    form.addEventListener("change", changed);
    form.addEventListener("click", pressed);
    form.addEventListener("submit", moved);
    restore();
    refresh();
    document.dispatchEvent(new CustomEvent("survey:ready", { detail: words }));
  };
  const fetched = async (patience) => {
    const answer = await post(openUrl, [["node", place.node], ["language", place.language]], { patience });
    if (answer.state !== "open") {
      stand(answer.html, answer.language, answer.state === "not_open");
      return false;
    }
    const draft = answer.draft && safe && (await safe.open(answer.draft));
    if (draft) {
      const { ours } = merge(unpacked(draft));
      const here = place.node;
      if (!here) {
        Object.assign(place, draft.place, { pending: false });
        if (place.node !== answer.node || place.language !== answer.language) return fetched(patience);
      }
      if (!ours) kept.server = edits;
    }
    delete answer.draft;
    take(answer);
    show(place.page, { push: false });
    store.write("page", answer);
    return true;
  };
  const begin = async (letters) => {
    code = letters;
    safe = await safeOf(code);
    const told = document.createElement("p");
    told.setAttribute("role", "status");
    told.textContent = wait;
    entry.hidden = true;
    main.append(told);
    const thanked = await store.read("done");
    if (thanked) {
      document.documentElement.lang = thanked.language;
      return thank(thanked.html, true);
    }
    const draft = await store.read("draft");
    if (draft) {
      merge(unpacked(draft));
      place = draft.place;
      if (history.state?.page) place.page = history.state.page;
    }
    const page = await store.read("page");
    const goOn = () => {
      take(page);
      show(place.pending ? "summary" : place.page, { push: false });
    };
    if (draft && page && place.pending) {
      goOn();
      await keepHere();
      return attempt();
    }
    const tryOpen = async () => {
      try {
        if (await fetched(draft && page ? 6000 : undefined)) ready();
        done(tryOpen);
      } catch {
        if (draft && page) {
          done(tryOpen);
          goOn();
          return ready();
        }
        told.textContent = unreached;
        again(tryOpen);
      }
      return undefined;
    };
    return tryOpen();
  };
  const ready = () => {
    keep(kept.server < edits ? SOON : 0);
    if (!terminal && "serviceWorker" in navigator && safe) navigator.serviceWorker.register(worker).then(shell, () => undefined);
  };
  // The page itself and what it is made of are at hand without a network; nothing of what is answered is among it.
  const shell = async () => {
    const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.href || each.src);
    await (await caches.open("samspill-survey")).addAll([home, ...parts]).catch(() => undefined);
  };

  addEventListener("popstate", ({ state }) => {
    if (form && !finished && state?.page) {
      show(state.page, { push: false });
      keepHere();
    }
  });
  addEventListener("hashchange", () => location.reload());
  addEventListener("online", () => {
    tell();
    atOnce();
  });
  addEventListener("offline", () => tell());
  let left = 0;
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState === "hidden") {
      left = Date.now();
      if (form) keepThere(true);
      return;
    }
    atOnce();
    // Another device may have gone on meanwhile.
    if (!form || finished || place.pending || !safe || Date.now() - left < 30000) return;
    const answer = await post(openUrl, [["node", place.node], ["language", place.language]]).catch(() => null);
    const draft = answer?.draft && (await safe.open(answer.draft));
    if (draft && form && !finished && merge(unpacked(draft)).taken) redraw();
  });
  const redraw = () => {
    restore();
    refresh();
    show(place.page, { push: false, focus: false });
    keepHere();
  };
  // Another tab: the later answer counts, and one of them sends.
  addEventListener("storage", async ({ key, newValue }) => {
    if (!safe || !newValue || finished) return;
    const told = await safe.open(newValue);
    if (!told) return;
    if (key === nameOf("done")) thank(told.html, true);
    if (key !== nameOf("draft") || !form) return;
    const { taken, ours } = merge(unpacked(told));
    if (taken) {
      edits += 1;
      restore();
      refresh();
      clearable();
      if (current().dataset.kind === "summary") count(sheet());
      tell();
    }
    if (ours) keep();
    else kept.here = edits;
  });

  const given = location.hash.slice(1) || decoded(location.pathname.slice(home.length)).replace(/^#/, "");
  const letters = plain(given);
  const address = terminal ? `${home}?terminal=1` : `${home}${letters && `#${shown(letters)}`}`;
  if (given) history.replaceState(history.state, "", address);
  entry.addEventListener("submit", (event) => {
    const typed = plain(entry.elements.code.value);
    if (!typed) return; // the server says what is wrong
    event.preventDefault();
    if (!terminal) history.replaceState(null, "", `${home}#${shown(typed)}`);
    begin(typed);
  });
  if (letters) begin(letters);
  else if (given) entry.elements.code.value = decoded(given);
})();
