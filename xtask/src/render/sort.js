// A click on the heading of a column sorts by it, a second one reverses the order, and a third one
// restores the original order.
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const before = [...body.rows];
  const headings = [...table.tHead.rows[0].cells];
  // In a cell with a ratio, the figure comes first. The first column has names.
  const value = (row, column) => {
    const text = row.cells[column].firstChild?.textContent.trim() ?? "";
    const digits = column === 0 ? null : text.replaceAll(",", "").match(/-?\d+(\.\d+)?/);
    return { text, number: digits ? Number(digits[0]) : null };
  };
  // Cells without a figure come last in both orders.
  const compare = (a, b, way) => {
    if ((a.number === null) !== (b.number === null)) return a.number === null ? 1 : -1;
    const figures = a.number === null ? 0 : a.number - b.number;
    return way * (figures || a.text.localeCompare(b.text));
  };
  const next = { none: "ascending", ascending: "descending", descending: "none" };
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const order = next[heading.getAttribute("aria-sort") ?? "none"];
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      if (order === "none") {
        body.append(...before);
        return;
      }
      heading.setAttribute("aria-sort", order);
      const way = order === "ascending" ? 1 : -1;
      const rows = before.map((row) => [value(row, column), row]);
      rows.sort(([a], [b]) => compare(a, b, way));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
