// A click on a column's heading sorts by it, and once more the other way round.
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  // Of a cell with a ratio, what comes first is the figure.
  const value = (row, column) => {
    const text = row.cells[column].firstChild?.textContent.trim() ?? "";
    const digits = text.replaceAll(",", "").match(/-?\d+(\.\d+)?/);
    return { text, number: digits ? Number(digits[0]) : null };
  };
  const compare = (a, b) =>
    a.number !== null && b.number !== null && a.number !== b.number
      ? a.number - b.number
      : a.text.localeCompare(b.text);
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.append(...heading.childNodes);
    if (column === 0) button.setAttribute("aria-label", "name");
    heading.append(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => (column === 0 ? { text: value(row, 0).text, number: null } : value(row, column));
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => (down ? compare(b, a) : compare(a, b)));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
