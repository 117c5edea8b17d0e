// In the matrix of needs 0, 1 and 2 choose outright: none, some, high. Every cell works without this.
(() => {
  "use strict";
  const needs = ["none", "some", "high"];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const button = event.target instanceof Element && event.target.closest("table[data-matrix] button[name=tie]");
    const need = needs["012".indexOf(event.key)];
    if (!button || !need) return;
    event.preventDefault();
    if (button.dataset.need === need) return;
    button.value = button.value.replace(/\S+$/, need);
    button.click();
  });
})();
