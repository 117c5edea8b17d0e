// A terminal that many people share: it empties itself when somebody has sent the answers, or has gone.
(() => {
  "use strict";

  const main = document.getElementById("main");
  const [IDLE, WARNING] = [180, 30]; // seconds
  let words = {};
  let sent = false;
  let touched = Date.now();
  let ends = 0; // when the page is emptied, while that is told

  const box = document.createElement("div");
  const text = document.createElement("span");
  const button = document.createElement("button");
  box.className = "ending";
  button.type = "button";
  button.className = "ds-button";
  text.setAttribute("role", "timer");
  box.append(text, button);

  const empty = () => {
    main.replaceChildren();
    location.replace(location.href);
  };
  const warn = () => {
    ends = Date.now() + WARNING * 1000;
    button.textContent = sent ? words.done : words.stay;
    main.append(box);
  };
  const stay = () => {
    touched = Date.now();
    if (sent) return;
    ends = 0;
    box.remove();
  };
  button.addEventListener("click", () => (sent ? empty() : stay()));
  for (const type of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(type, ({ target }) => box.contains(target) || stay());
  document.addEventListener("survey:ready", ({ detail }) => {
    words = detail;
    stay();
  });
  document.addEventListener("survey:sent", () => {
    sent = true;
    warn();
  });
  setInterval(() => {
    if (!words.stay) return;
    if (!ends && Date.now() - touched >= (IDLE - WARNING) * 1000) warn();
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (ends && left <= 0) empty();
    else if (ends) text.textContent = words.ending.replace("{seconds}", left);
  }, 500);
  // What the browser would bring back is empty too.
  addEventListener("pagehide", () => main.replaceChildren());
  addEventListener("pageshow", ({ persisted }) => persisted && empty());
})();
