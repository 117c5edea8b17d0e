// The survey in a browser: one page at a time, kept as one goes, sent when there is a network. Without it a form does the same.
// What opens the survey stands in the fragment of the address; it goes to the server in the body of requests alone.
import { decoded, merge, packed, plain, safeOf, shown, unpacked } from "./survey-draft.js";

const [SOON, FIRST, SLOWEST, PATIENCE, SHORT, AWAY, DOUBLE] = [1500, 2000, 30000, 20000, 6000, 30000, 600]; // milliseconds
const CONTACT = "contact";
const UNSURE = "?";

const main = document.getElementById("main");
const links = { ...main.dataset };
const entry = main.querySelector("form");
const home = new URL(entry.action).pathname;
const terminal = new URLSearchParams(location.search).has("terminal");

let code = "";
let safe = null; // what locks and opens; null without WebCrypto
let survey = null; // as the server gave it
let form = null;
let words = {}; // in the language of the survey
let place = { node: "", language: "", page: "", pending: false };
const answers = {};
let edits = 0;
const kept = { here: -1, server: -1 }; // up to which edit
let sending = false;
let finished = false;

const values = (name) => answers[name]?.slice(1) ?? [];
const filled = (text, fields) => text.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const all = (what, where = form) => [...where.querySelectorAll(what)];

// In this browser; on a terminal that others use after us, nothing.
const store = {
  async read(what) {
    try {
      return safe && !terminal && (await safe.open(localStorage.getItem(safe.name(what))));
    } catch {
      return null; // storage may be forbidden
    }
  },
  async write(what, value) {
    if (!safe || terminal) return false;
    try {
      localStorage.setItem(safe.name(what), await safe.lock(value));
      return true;
    } catch {
      return false;
    }
  },
  forget() {
    if (safe && !terminal) for (const what of ["draft", "page"]) localStorage.removeItem(safe.name(what));
  },
};

// The server. What fails is tried again, at once when the network is back.
const post = async (url, fields, { patience = PATIENCE, leaving = false } = {}) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  const body = new URLSearchParams([["code", code], ["language", place.language], ["node", place.node], ...fields]);
  try {
    const how = { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal, keepalive: leaving };
    const answer = await fetch(url, how);
    if (!answer.ok && answer.status !== 422) throw new Error(answer.status);
    return await answer.json();
  } finally {
    clearTimeout(timer);
  }
};
const waiting = new Map();
const done = (act) => {
  clearTimeout(waiting.get(act)?.timer);
  waiting.delete(act);
};
const again = (act) => {
  const times = waiting.get(act)?.times ?? 0;
  done(act);
  waiting.set(act, { times: times + 1, timer: setTimeout(act, Math.min(SLOWEST, FIRST * 2 ** times)) });
};
const atOnce = () => {
  for (const act of waiting.keys()) act();
};

// Keeping: here after every answer, on the server a moment later and whenever a page is left.
let turn = Promise.resolve();
let soon = 0;
const draft = () => ({ place, groups: packed(answers) });
const keepHere = () => {
  turn = turn.then(async () => {
    const now = edits;
    if (!finished && (await store.write("draft", draft()))) kept.here = now;
    tell();
  });
  return turn;
};
const keepThere = async (leaving) => {
  clearTimeout(soon);
  if (!safe || finished || place.pending || kept.server >= edits) return done(keepThere);
  const now = edits;
  try {
    const answer = await post(links.draft, [["blob", await safe.lock(draft(), survey.room)]], { leaving: leaving === true });
    done(keepThere);
    if (answer.state === "kept") kept.server = now;
    // Sent from another device. A survey that has closed meanwhile still takes what was answered in time.
    else if (answer.state === "not_open" && !place.pending) stand(answer);
  } catch {
    again(keepThere);
  }
  return tell();
};
const keep = (when = SOON) => {
  clearTimeout(soon);
  soon = setTimeout(keepThere, when);
  return keepHere();
};
const device = matchMedia("(pointer: coarse)").matches && Math.min(screen.width, screen.height) < 600 ? "phone" : "computer";
const tell = () => {
  const line = form?.querySelector(".save-status");
  if (!line) return;
  let text = "";
  if (sending) text = words.sending;
  else if (place.pending) text = `${navigator.onLine ? words.unanswering : words.offline}${terminal ? "" : ` ${words.leaveOpen}`}`;
  else if (Object.keys(answers).length) {
    const there = kept.server >= edits;
    text = kept.here >= edits ? words[there ? `${device}Server` : device] : words[there ? "server" : "nowhere"];
  }
  line.classList.toggle("not-sent", place.pending && !sending);
  if (line.textContent !== text) line.textContent = text;
};

// Which groups are asked about: at the sites that were chosen, worked with, and as many as one person is asked about.
const chosen = () => {
  const sites = values("sites");
  const near = survey.targets.filter(({ site }) => !site || !sites.length || sites.includes(site));
  const contact = ({ node }) => values(`${CONTACT}:${node}`)[0];
  let met = near.some(contact) ? near.filter((target) => contact(target) === "yes") : near;
  if (survey.most !== null) met = [...met].sort((one, other) => one.turn - other.turn).slice(0, survey.most);
  return [near, met].map((targets) => new Set([survey.node, ...targets.map(({ node }) => node)]));
};
const questions = (page) => all(".question:not([hidden])", page);
const answered = (page) => questions(page).filter(({ dataset }) => values(dataset.name).length).length;
const sheet = () => all(".survey-page").filter((page) => questions(page).length || !page.querySelector(".question"));
const current = () => form.querySelector(".survey-page:not([hidden])");

const refresh = () => {
  const [near, met] = chosen();
  for (const row of all("tr.question")) {
    const [item, node] = row.dataset.name.split(/:(.*)/s);
    row.hidden = !(item === CONTACT ? near : met).has(node);
  }
  for (const table of all(".ratings")) table.hidden = !questions(table).length;
  for (const lead of all(".lead-in")) lead.hidden = !lead.parentElement.querySelector(".ratings:not(.own, [hidden])");
  for (const input of all("[type=radio], [type=checkbox]")) input.checked = values(input.name).includes(input.value);
  if (current()) count();
};
const count = () => {
  form.querySelector(".clear").hidden = !answered(current());
  if (current().dataset.kind !== "summary") return;
  const pages = sheet();
  let left = 0;
  for (const line of all(".lines > li")) {
    const page = pages.find(({ dataset }) => dataset.key === line.dataset.page);
    line.hidden = !page;
    if (!page) continue;
    const [asked, has, told] = [questions(page).length, answered(page), line.querySelector(".count")];
    told.textContent = filled(words.answered, { answered: has, asked });
    told.classList.toggle("full", has === asked);
    left += asked - has;
  }
  const sum = form.querySelector("[data-open]");
  sum.textContent = left ? filled(sum.dataset.open, { n: left }) : sum.dataset.all;
};

const show = (key, push = true) => {
  const pages = sheet();
  const number = Math.max(0, pages.findIndex((page) => page.dataset.key === key));
  const { kind, title, heading, key: page } = pages[number].dataset;
  for (const each of all(".survey-page")) each.hidden = each !== pages[number];
  const step = filled(words.progress, { number, of: pages.length - 1 });
  form.querySelector(".progress").hidden = !number;
  form.querySelector(".step").textContent = step;
  form.querySelector(".moves [value=back]").hidden = !number;
  form.querySelector(".once-more").hidden = pages.findIndex((each) => each.querySelector("[type=radio]")) !== number;
  const next = form.querySelector(".moves .next");
  next.value = kind === "summary" ? "send" : "next";
  next.textContent = next.dataset[kind === "welcome" ? "begin" : next.value];
  document.title = number ? `${step} – ${title}` : title;
  place.page = page;
  if (!push || terminal) history.replaceState({ page }, "");
  else if (history.state?.page !== page) history.pushState({ page }, "");
  count();
  tell();
  scrollTo(0, 0);
  form.querySelector("h1").textContent = heading;
  focus();
};
// Left and taken again, so that it is read aloud though it was there before.
const focus = () => {
  form.querySelector("h1").blur();
  form.querySelector("h1").focus({ preventScroll: true });
};

// Answering
const checked = (name) => all(":checked").filter((input) => input.name === name);
const record = (name) => {
  answers[name] = [Date.now(), ...checked(name).map(({ value }) => value)];
  edits += 1;
  place.pending = false;
  if (name === "sites" || name.startsWith(`${CONTACT}:`)) refresh();
  count();
  keep();
};
const change = ({ target }) => {
  const { name, value, type } = target;
  const row = target.closest(".question");
  if (type === "checkbox") {
    const told = row.querySelector(".too-many");
    if (target.checked) for (const each of checked(name)) each.checked = (each.value === UNSURE) === (value === UNSURE);
    const full = checked(name).length > row.dataset.most;
    if (full) target.checked = false;
    if (told) told.textContent = full ? told.dataset.tooMany : "";
  }
  record(name);
};
// An answer that is pressed once more is taken away, unless that is a double click.
const press = ({ target: { type, name, value }, target }) => {
  if (type !== "radio" || values(name)[0] !== value || Date.now() - answers[name][0] < DOUBLE) return;
  target.checked = false;
  record(name);
};
// By keyboard a chosen answer cannot be pressed again: a space, Delete or Backspace on it takes it away.
const strike = (event) => {
  const { type, name, checked: chosen } = event.target;
  if (type !== "radio" || !chosen || ![" ", "Delete", "Backspace"].includes(event.key)) return;
  event.preventDefault();
  event.target.checked = false;
  record(name);
};
const clear = () => {
  for (const { dataset } of questions(current()))
    if (values(dataset.name).length) {
      for (const each of checked(dataset.name)) each.checked = false;
      record(dataset.name);
    }
  focus();
};
const move = (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "language" || button?.name === "node") return reopen(button);
  if (button?.value === "clear") return clear();
  const line = button?.closest("[data-page]")?.dataset.page;
  const step = button?.value === "back" ? -1 : 1;
  if (!line && step > 0 && current().dataset.kind === "summary") return send();
  const pages = sheet();
  place.pending = false;
  if (step > 0) edits += 1; // another device goes on from here
  show(line ?? pages[pages.indexOf(current()) + step].dataset.key);
  return keep(0);
};
// Another hat or language: the survey is fetched anew, and what is answered stays where it fits.
const reopen = async ({ name, value }) => {
  const before = place;
  place = { ...place, [name]: value };
  try {
    if (await fetchIt()) keep(0);
  } catch {
    place = before;
    form.querySelector(".save-status").textContent = words.unreached;
  }
};

// Sending. The server takes the same answers as often as they come, and keeps them once.
const send = () => {
  place.pending = true;
  keepHere();
  return attempt();
};
const attempt = async () => {
  if (sending || finished || !place.pending) return done(attempt);
  sending = true;
  tell();
  const given = sheet().flatMap(questions).flatMap(({ dataset: { name } }) => values(name).map((value) => [name, value]));
  const answer = await post(links.send, given).catch(() => null);
  sending = false;
  if (!answer) again(attempt);
  else if (answer.state === "kept") return thank({ html: answer.html, language: place.language });
  else if (answer.state !== "wrong") return stand(answer);
  else place.pending = false;
  tell();
  if (answer) form.querySelector(".save-status").textContent = answer.wrong.join(" ");
  return undefined;
};

// What comes last: the thanks, or what stands in the way.
const put = ({ html, language }) => {
  finished = true;
  for (const act of waiting.keys()) done(act);
  if (language) document.documentElement.lang = language;
  main.innerHTML = html;
  form = null;
  const heading = main.querySelector("h1");
  document.title = heading.textContent;
  heading.tabIndex = -1;
  heading.focus();
};
const thank = async (thanks, before = false) => {
  put(thanks);
  main.querySelector(".before").hidden = !before;
  if (before) return;
  await turn;
  if (await store.write("done", thanks)) store.forget();
  document.dispatchEvent(new CustomEvent("survey:sent"));
};
const stand = (answer) => {
  put(answer);
  if (answer.state === "not_open") store.forget();
};

// Coming in
const take = (found) => {
  survey = found;
  Object.assign(place, { node: found.node, language: found.language });
  document.documentElement.lang = found.language;
  main.innerHTML = found.html;
  form = main.querySelector("form");
  words = { ...form.dataset };
  for (const [type, act] of Object.entries({ change, click: press, keydown: strike, submit: move })) form.addEventListener(type, act);
  refresh();
  document.dispatchEvent(new CustomEvent("survey:ready", { detail: words }));
};
const takeDraft = async (blob) => {
  const found = blob && safe && (await safe.open(blob));
  return found && { ...merge(answers, unpacked(found.groups)), place: found.place };
};
const fetchIt = async (patience) => {
  const { draft: blob, ...found } = await post(links.open, [], { patience });
  if (found.state !== "open") return stand(found);
  const told = await takeDraft(blob);
  if (told && !told.newer) kept.server = edits;
  // A device that knows nothing yet goes on where the other one is.
  if (told && !place.node) {
    place = { ...told.place, pending: false };
    if (place.node !== found.node || place.language !== found.language) return fetchIt(patience);
  }
  take(found);
  show(place.page, false);
  store.write("page", found);
  return true;
};
const begin = async (letters) => {
  code = letters;
  safe = await safeOf(code);
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  told.textContent = links.wait;
  entry.hidden = true;
  main.append(told);
  const [thanks, mine, page] = await Promise.all(["done", "draft", "page"].map(store.read));
  if (thanks) return thank(thanks, true);
  if (mine) {
    merge(answers, unpacked(mine.groups));
    place = { ...mine.place, page: history.state?.page ?? mine.place.page };
  }
  const goOn = () => {
    take(page);
    show(place.pending ? "summary" : place.page, false);
  };
  if (mine && page && place.pending) {
    goOn();
    return attempt();
  }
  const enter = async () => {
    try {
      if (await fetchIt(page ? SHORT : PATIENCE)) ready();
    } catch {
      if (!mine || !page) {
        told.textContent = links.unreached;
        return again(enter);
      }
      goOn();
      ready();
    }
    return done(enter);
  };
  return enter();
};
const ready = () => {
  keep(0);
  if (!terminal && safe) navigator.serviceWorker?.register(links.worker).then(keepShell, () => {});
};
// The page itself and what it is made of are at hand without a network. Nothing of what is answered is among it.
const keepShell = async () => {
  const parts = all("link:is([rel=stylesheet], [rel=modulepreload]), script[src]", document).map((each) => each.href || each.src);
  await (await caches.open("samspill-survey")).addAll([home, ...parts]).catch(() => {});
};

addEventListener("popstate", ({ state }) => {
  if (!form || !state?.page) return;
  place.pending = false;
  show(state.page, false);
  keepHere();
});
addEventListener("hashchange", () => location.reload());
addEventListener("online", () => atOnce());
addEventListener("offline", () => tell());
// Another tab: the later answer counts, and one of them sends.
addEventListener("storage", async ({ key, newValue }) => {
  if (!safe || !form || !newValue) return;
  if (key === safe.name("done")) thank(await safe.open(newValue), true);
  if (key !== safe.name("draft")) return;
  const told = await takeDraft(newValue);
  if (!told || !form) return;
  if (told.taken) {
    edits += 1;
    refresh();
  }
  if (told.newer) keep();
  else kept.here = edits;
  tell();
});
// Another device may have gone on while this page was out of sight.
let left = Infinity;
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState === "hidden") {
    left = Date.now();
    if (form) keepThere(true);
    return;
  }
  atOnce();
  if (!form || place.pending || Date.now() - left < AWAY) return;
  const answer = await post(links.open, []).catch(() => null);
  if ((await takeDraft(answer?.draft))?.taken && form) {
    refresh();
    keepHere();
  }
});

const given = location.hash.slice(1) || location.pathname.slice(home.length);
const letters = plain(given);
const address = (known) => (terminal ? `${home}?terminal=1` : `${home}#${shown(known)}`);
if (letters) history.replaceState(history.state, "", address(letters));
entry.addEventListener("submit", (event) => {
  const typed = plain(entry.elements.code.value);
  if (!typed) return; // the server says what is wrong
  event.preventDefault();
  history.replaceState(null, "", address(typed));
  begin(typed);
});
if (letters) begin(letters);
else if (given) entry.elements.code.value = decoded(given).replace("#", "");
