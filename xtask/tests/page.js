// Reports what is wrong with the page in the frame, at the width of the frame.
const frame = document.querySelector("iframe");
frame.addEventListener("load", () => {
  const page = frame.contentDocument;
  const root = page.documentElement;
  const findings = [];
  if (root.scrollWidth > root.clientWidth) {
    findings.push(`the page is ${root.scrollWidth} wide`);
  }
  const glance = page.querySelector("#at-a-glance");
  if (glance.getBoundingClientRect().top > frame.clientHeight) {
    findings.push("the first chart is below the first screen");
  }
  // Differences up to half a pixel are due to rounding.
  const beyond = (inner, outer) =>
    inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5 ||
    inner.top < outer.top - 0.5 || inner.bottom > outer.bottom + 0.5;
  const meet = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
  let labels = 0;
  let titles = 0;
  for (const chart of page.querySelectorAll("svg")) {
    const place = chart.getBoundingClientRect();
    if (place.width === 0) continue;
    const name = chart.closest("figure").id;
    const image = chart.closest("[role=img]");
    if (!/\d/.test(image?.getAttribute("aria-label") ?? "")) findings.push(`${name}: no figures in words`);
    titles += chart.querySelectorAll("rect > title, circle > title").length;
    // The box of a label is as high as the font; the letters leave some of it free.
    const texts = [...chart.querySelectorAll("text")].map((label) => {
      const box = label.getBoundingClientRect();
      const free = box.height / 6;
      const { left, right } = box;
      const text = [...label.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      return {
        text: text.map((node) => node.textContent).join("").trim(),
        left, right, top: box.top + free, bottom: box.bottom - free,
      };
    });
    labels += texts.length;
    texts.forEach((label, i) => {
      if (beyond(label, place)) findings.push(`${name}: '${label.text}' is clipped`);
      for (const other of texts.slice(i + 1)) {
        if (meet(label, other)) findings.push(`${name}: '${label.text}' is over '${other.text}'`);
      }
    });
  }
  // A bar of the first chart must not reach its figure.
  for (const bar of glance.querySelectorAll("rect")) {
    const box = bar.getBoundingClientRect();
    if (box.width === 0) continue;
    for (const label of bar.closest("svg").querySelectorAll("text")) {
      if (meet(box, label.getBoundingClientRect())) {
        findings.push(`a bar of the first chart is under '${label.firstChild.textContent}'`);
      }
    }
  }
  for (const table of page.querySelectorAll("table")) {
    const title = table.caption?.textContent.trim();
    if (!title) findings.push("a table has no caption");
    if ([...table.querySelectorAll("th")].some((heading) => !heading.scope || !heading.textContent.trim())) {
      findings.push(`${title}: a heading has no scope or no words`);
    }
    // A table that is wider than the page scrolls in a region that the keyboard reaches.
    const region = table.closest("[role=region]");
    if (region?.tabIndex !== 0) findings.push(`${title}: the keyboard can't scroll it`);
    const words = table.caption.querySelector("span").getBoundingClientRect();
    if (words.right > root.clientWidth + 0.5) findings.push(`${title}: its caption is cut`);
  }
  for (const section of page.querySelectorAll("section")) {
    const named = section.getAttribute("aria-label") ?? page.getElementById(section.getAttribute("aria-labelledby"))?.textContent;
    if (!section.id || !named) findings.push(`section '${section.id}' can't be named or linked to`);
  }
  for (const link of page.querySelectorAll("a")) {
    const target = link.getAttribute("href");
    if (!page.querySelector(target)) findings.push(`${target} leads nowhere`);
  }
  const table = page.querySelector("table");
  const figures = () =>
    [...table.tBodies[0].rows].map((row) => Number(row.cells[1].firstChild.textContent.replaceAll(",", "")));
  const before = String(figures());
  const sorted = String(figures().sort((a, b) => a - b));
  const button = table.tHead.rows[0].cells[1].querySelector("button");
  button.focus();
  if (page.activeElement !== button) findings.push("the keyboard does not reach a heading");
  button.click();
  if (String(figures()) !== sorted) findings.push("a click does not sort");
  button.click();
  if (String(figures().reverse()) !== sorted) findings.push("a second click does not reverse the order");
  button.click();
  if (String(figures()) !== before) findings.push("a third click does not restore the order");
  document.body.textContent =
    `labels: ${labels}\ntitles: ${titles}\n${findings.map((finding) => `finding: ${finding}\n`).join("")}`;
});
