// The grid of a roster: cells are written in place, and kept in the line of each person, which is what is sent.
(() => {
  "use strict";
  const form = document.querySelector("[data-jadwal]");
  const grid = form && form.querySelector("[data-kisi]");
  const written = form && form.querySelector("[data-tulis]");
  if (!grid || !written) return;

  const rows = [...grid.tBodies[0].rows].map((row) => ({
    input: document.getElementById(row.dataset.baris),
    name: row.cells[0].textContent.trim(),
    cells: [...row.cells].slice(1),
  }));
  const days = [...grid.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const palette = [...form.querySelectorAll("[data-kode]")];
  const codes = palette.map((one) => one.dataset.kode);
  let at = [0, 0];
  let typed = "";

  const here = () => rows[at[0]].cells[at[1]];
  const label = (row, day) => {
    const code = rows[row].cells[day].textContent.trim();
    rows[row].cells[day].setAttribute("aria-label", `${rows[row].name}, ${days[day]}: ${code || "-"}`);
  };
  const keep = (row) => {
    rows[row].input.value = rows[row].cells.map((cell) => cell.textContent.trim() || "-").join(" ");
  };
  const set = (row, day, code) => {
    const line = rows[row];
    if (!line || !line.cells[day] || line.cells[day].classList.contains("out")) return;
    line.cells[day].textContent = code === "-" || code === "." ? "" : code;
    label(row, day);
    keep(row);
  };
  const go = (row, day) => {
    if (row < 0 || row >= rows.length || day < 0 || day >= days.length) return;
    here().tabIndex = -1;
    at = [row, day];
    typed = "";
    here().tabIndex = 0;
    here().focus();
  };
  const type = (letter) => {
    const longer = typed + letter;
    const fits = codes.some((code) => code.startsWith(longer));
    typed = fits ? longer : letter;
    set(at[0], at[1], typed);
    if (codes.includes(typed) && !codes.some((code) => code !== typed && code.startsWith(typed))) go(at[0], at[1] + 1);
  };
  const fill = (line) => {
    const said = line.input.value.trim().split(/[\s,;]+/);
    line.cells.forEach((cell, day) => {
      const code = said[day] || "";
      if (!cell.classList.contains("out")) cell.textContent = code === "-" || code === "." ? "" : code.toUpperCase();
      label(rows.indexOf(line), day);
    });
  };

  grid.setAttribute("role", "grid");
  rows.forEach((line, row) => {
    line.cells.forEach((cell, day) => {
      cell.setAttribute("role", "gridcell");
      cell.tabIndex = -1;
      label(row, day);
      cell.addEventListener("click", () => go(row, day));
    });
    line.input.addEventListener("change", () => fill(line));
  });
  here().tabIndex = 0;
  written.open = false;
  form.querySelector("[data-bantuan]").hidden = false;
  palette.forEach((one) => {
    one.tabIndex = 0;
    one.setAttribute("role", "button");
    const put = () => { set(at[0], at[1], one.dataset.kode); go(at[0], at[1] + 1); };
    one.addEventListener("click", put);
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      put();
    });
  });

  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };
  grid.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) go(at[0] + moves[event.key][0], at[1] + moves[event.key][1]);
    else if (event.key === "Home") go(at[0], 0);
    else if (event.key === "End") go(at[0], days.length - 1);
    else if (event.key === "Delete" || event.key === "Backspace") { typed = ""; set(at[0], at[1], ""); }
    else if (event.key === "-") { typed = ""; set(at[0], at[1], ""); go(at[0], at[1] + 1); }
    else if (/^[a-zA-Z0-9]$/.test(event.key)) type(event.key.toUpperCase());
    else return;
    event.preventDefault();
  });
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "");
    if (!text) return;
    event.preventDefault();
    text.split("\n").forEach((line, down) => {
      line.split("\t").forEach((code, right) => set(at[0] + down, at[1] + right, code.trim().toUpperCase()));
    });
  });
})();
