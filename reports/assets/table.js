"use strict";
// Tables as they stand in the page: decoded, shown in part, and written as CSV.

const ROWS_SHOWN = 100;

// Returns the columns of an encoded table as arrays.
function decodeTable(table) {
  const columns = {};
  for (const [name, column] of Object.entries(table.columns)) {
    if (column.values) {
      columns[name] = column.values;
    } else if (column.codes) {
      columns[name] = column.codes.map((code) => column.of[code]);
    } else {
      const values = [];
      for (let k = 0; k < column.runs.length; k += 2) {
        for (let n = 0; n < column.runs[k + 1]; n += 1) values.push(column.of[column.runs[k]]);
      }
      columns[name] = values;
    }
  }
  return columns;
}

// A cell of text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function toCsv(table) {
  const columns = decodeTable(table);
  const names = Object.keys(columns);
  const lines = [names.map(csvCell).join(",")];
  for (let row = 0; row < table.rows; row += 1) lines.push(names.map((name) => csvCell(columns[name][row])).join(","));
  // The mark at the beginning tells spreadsheets that the letters are Unicode.
  return `\ufeff${lines.join("\n")}\n`;
}

function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Fills an element with the first rows of a table; all text goes in as text.
function showRows(element, table, words, language) {
  const columns = decodeTable(table);
  const names = Object.keys(columns);
  const shown = document.createElement("table");
  const head = shown.createTHead().insertRow();
  for (const name of names) {
    const cell = document.createElement("th");
    cell.textContent = words[name] ? words[name][language] : name;
    head.appendChild(cell);
  }
  const body = shown.createTBody();
  for (let row = 0; row < Math.min(table.rows, ROWS_SHOWN); row += 1) {
    const line = body.insertRow();
    for (const name of names) {
      const cell = line.insertCell();
      const value = columns[name][row];
      cell.textContent = value === null ? "" : String(value);
      if (typeof value === "number") cell.className = "number";
    }
  }
  element.replaceChildren(shown);
  if (table.rows > ROWS_SHOWN) {
    const left = table.rows - ROWS_SHOWN;
    element.append(language === "zh" ? `其余${left}行见CSV` : `and ${left} more rows in the CSV`);
  }
}
