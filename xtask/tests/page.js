// Reports what is wrong with the page in the frame, at the width of the frame.
const frame = document.querySelector("iframe");
frame.addEventListener("load", () => {
  const page = frame.contentDocument;
  const root = page.documentElement;
  const findings = [];
  if (root.scrollWidth > root.clientWidth) {
    findings.push(`the page is ${root.scrollWidth} wide`);
  }
  // Differences up to half a pixel are due to rounding.
  const beyond = (inner, outer) =>
    inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5 ||
    inner.top < outer.top - 0.5 || inner.bottom > outer.bottom + 0.5;
  const meet = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
  let labels = 0;
  for (const chart of page.querySelectorAll("svg")) {
    const place = chart.getBoundingClientRect();
    if (place.width === 0) continue;
    const name = chart.closest("figure").id;
    // The box of a label is as high as the font; the letters leave some of it free.
    const texts = [...chart.querySelectorAll("text")].map((label) => {
      const box = label.getBoundingClientRect();
      const free = box.height / 6;
      const { left, right } = box;
      return { text: label.textContent.trim(), left, right, top: box.top + free, bottom: box.bottom - free };
    });
    labels += texts.length;
    texts.forEach((label, i) => {
      if (beyond(label, place)) findings.push(`${name}: '${label.text}' is clipped`);
      for (const other of texts.slice(i + 1)) {
        if (meet(label, other)) findings.push(`${name}: '${label.text}' is over '${other.text}'`);
      }
    });
  }
  const table = page.querySelector("table");
  const figures = () =>
    [...table.tBodies[0].rows].map((row) => Number(row.cells[1].firstChild.textContent.replaceAll(",", "")));
  const before = String(figures());
  const sorted = String(figures().sort((a, b) => a - b));
  const button = table.tHead.rows[0].cells[1].querySelector("button");
  button.click();
  if (String(figures()) !== sorted) findings.push("a click does not sort");
  button.click();
  if (String(figures().reverse()) !== sorted) findings.push("a second click does not reverse the order");
  button.click();
  if (String(figures()) !== before) findings.push("a third click does not restore the order");
  document.body.textContent = `labels: ${labels}\n${findings.map((finding) => `finding: ${finding}\n`).join("")}`;
});
