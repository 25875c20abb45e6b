addEventListener("load", () => {
  // What scrolls sideways can be reached with the keyboard.
  for (const box of document.querySelectorAll("article pre, article div.math, .table-wrapper")) {
    box.tabIndex = 0;
  }
  // What a fold says names it better than this label, which hides it from a screen reader.
  for (const fold of document.querySelectorAll("summary[aria-label]")) {
    fold.removeAttribute("aria-label");
  }
  // Sphinx leaves out which level its captions have.
  for (const caption of document.querySelectorAll("[role=heading]:not([aria-level])")) {
    caption.ariaLevel = "2";
  }
});

// A prediction with choices: pick one, and the answer below opens.
addEventListener("load", () => {
  for (const word of document.querySelectorAll("article p > strong:first-child")) {
    const choices = word.parentElement.nextElementSibling;
    if (!word.textContent.startsWith("Predict") || choices?.tagName !== "UL") continue;
    choices.classList.add("choices");
    for (const item of choices.children) {
      const button = document.createElement("button");
      button.ariaPressed = "false";
      button.append(...item.childNodes);
      item.append(button);
      button.addEventListener("click", () => {
        for (const other of choices.querySelectorAll("button")) other.ariaPressed = "false";
        button.ariaPressed = "true";
        // Folded code (above-input) is never the answer: that is an output, or a fold of the text.
        const answer = [...document.querySelectorAll("article details:not(.above-input)")].find(
          (fold) => choices.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_FOLLOWING
        );
        if (answer) answer.open = true;
      });
    }
  }
});

// A press on a figure shows it large; Escape, the button or another press closes it.
addEventListener("load", () => {
  const dialog = document.createElement("dialog");
  dialog.className = "large";
  dialog.ariaLabel = "Figure, enlarged";
  const close = document.createElement("button");
  close.textContent = "Close";
  dialog.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  for (const figure of document.querySelectorAll("article img")) {
    const button = document.createElement("button");
    button.className = "enlarge";
    button.title = "Show it large";
    figure.replaceWith(button);
    button.append(figure);
    button.addEventListener("click", () => {
      dialog.replaceChildren(close, figure.cloneNode());
      dialog.showModal();
    });
  }
});

// A formula that is too wide for a phone shrinks by up to a third; a wider one scrolls.
addEventListener("load", async () => {
  await window.MathJax?.startup.promise;
  for (const formula of document.querySelectorAll("article div.math")) {
    const fits = formula.clientWidth / formula.scrollWidth;
    if (fits < 1) formula.style.fontSize = `${Math.max(fits, 2 / 3) * 100}%`;
  }
});
