// Screens of a meeting by keyboard: arrows, space, Home and End. Without this file the links of each screen do the same.
"use strict";

const screens = [...document.querySelectorAll(".screen")];
const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " "]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);

function here() {
  const middle = window.innerHeight / 2;
  return screens.findIndex((screen) => screen.getBoundingClientRect().bottom > middle);
}

function go(place) {
  const screen = screens[Math.max(0, Math.min(place, screens.length - 1))];
  screen.scrollIntoView({ block: "start" });
  screen.querySelector("h2").focus({ preventScroll: true });
  history.replaceState(null, "", `#${screen.id}`);
}

// A screen that is higher than the window is read to its end before the next one comes.
function rest(screen, forward) {
  const { top, bottom } = screen.getBoundingClientRect();
  const little = 0.04 * window.innerHeight;
  return forward ? bottom > window.innerHeight + little : top < -little;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("summary, input, button, .picture")) return;
  const forward = FORWARD.has(event.key) && !(event.key === " " && event.shiftKey);
  const back = BACK.has(event.key) || (event.key === " " && event.shiftKey);
  const started = screens[0].getBoundingClientRect().top <= 4;
  if (event.key === "Home") go(0);
  else if (event.key === "End") go(screens.length - 1);
  else if (forward && !started) go(0);
  // Not left to the browser: an arrow to the side would scroll to the side.
  else if ((forward || back) && rest(screens[here()], forward)) window.scrollBy(0, (forward ? 0.8 : -0.8) * window.innerHeight);
  else if (forward) go(here() + 1);
  else if (back) go(here() - 1);
  else return;
  event.preventDefault();
});
