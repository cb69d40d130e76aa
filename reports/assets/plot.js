"use strict";
// Plots: a view for every combination of choices, drawn anew when a choice or the language changes.

const NARROW = 600;
const CONFIG = {
  responsive: true,
  displaylogo: false,
  // Only what works without a network: a picture for slides, and back to the whole.
  modeBarButtons: [["toImage", "resetScale2d"]],
  toImageButtonOptions: { format: "png", scale: 2 },
};

// Plotly takes a few tags and entities in text for markup: names must come out as they are written.
function escapeText(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function isText(node) {
  return typeof node.en === "string" && typeof node.zh === "string";
}

// Returns the same with every pair of words replaced by that of the language.
function inLanguage(node, language) {
  if (Array.isArray(node)) return node.map((part) => inLanguage(part, language));
  if (node === null || typeof node !== "object") return node;
  if (isText(node)) return escapeText(node[language]);
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, inLanguage(part, language)]));
}

function merged(base, more) {
  const found = { ...base };
  for (const [key, value] of Object.entries(more)) {
    const both = value && found[key] && typeof value === "object" && !Array.isArray(value);
    found[key] = both ? merged(found[key], value) : value;
  }
  return found;
}

function baseLayout(width, height, entries) {
  const narrow = width < NARROW;
  // On a narrow page the legend stands below, in as many rows as it needs.
  const below = narrow && entries > 1 ? 24 + 20 * Math.ceil(entries / 2) : 0;
  return {
    height: height + below,
    font: { family: "system-ui, 'Noto Sans SC', 'Microsoft YaHei', sans-serif", size: narrow ? 11 : 13, color: "#222" },
    margin: { l: narrow ? 52 : 68, r: narrow ? 8 : 16, t: 30, b: 40 + below },
    paper_bgcolor: "white",
    plot_bgcolor: "white",
    separators: ".,",
    hoverlabel: { align: "left", namelength: 60 },
    xaxis: { automargin: true, gridcolor: "#e4e4e4", zerolinecolor: "#888" },
    yaxis: { automargin: true, gridcolor: "#e4e4e4", zerolinecolor: "#888" },
    legend: narrow
      ? { orientation: "h", x: 0, y: -0.12, yanchor: "top", entrywidth: 0.48, entrywidthmode: "fraction" }
      : { orientation: "v", x: 1.01, y: 1, traceorder: "normal" },
  };
}

function widthOf(element) {
  return element.clientWidth || 640;
}

class Plot {
  constructor(section, figure, language) {
    this.element = section.querySelector(".plot");
    this.element.style.minWidth = `${figure.width}px`;
    this.figure = figure;
    this.language = language;
    this.chosen = figure.choices.map((choice) => choice.start);
    this.controls = new Controls(section.querySelector(".controls"));
    figure.choices.forEach((choice, k) => {
      const take = (position) => {
        this.chosen[k] = position;
        this.draw();
      };
      if (choice.is_slider) this.controls.slider(choice.label, choice.options, choice.start, take);
      else this.controls.list(choice.label, [[null, choice.options]], choice.start, take);
    });
  }

  view() {
    const position = this.figure.choices.reduce((sum, choice, k) => sum * choice.options.length + this.chosen[k], 0);
    return this.figure.views[position];
  }

  draw() {
    const view = this.view();
    const entries = view.data.filter((trace) => trace.name && trace.showlegend !== false).length;
    const base = baseLayout(widthOf(this.element), this.figure.height, entries);
    const layout = merged(merged(base, this.figure.layout), view.layout);
    if (layout.height === null) delete layout.height;
    return Plotly.react(this.element, inLanguage(view.data, this.language), inLanguage(layout, this.language), CONFIG);
  }

  fit(width) {
    // Drawn anew: a change of what is drawn would still be moving when the page is printed.
    if (widthOf(this.element) > width) Plotly.newPlot(this.element, this.element.data, { ...this.element.layout, width });
  }

  speak(language) {
    this.language = language;
    this.controls.speak(language);
    return this.draw();
  }
}

// Lists and sliders above a picture, with labels in the language of the page.
class Controls {
  constructor(element) {
    this.element = element;
    this.words = [];
  }

  label(text) {
    const label = document.createElement("label");
    const name = document.createElement("span");
    this.say(name, text);
    label.append(name);
    this.element.append(label);
    return label;
  }

  say(element, text, set = (words) => { element.textContent = words; }) {
    const speak = (language) => set(text[language]);
    this.words.push(speak);
    speak(document.documentElement.dataset.language);
  }

  // groups: [name or null, options] in order; take hears the position of the option over all groups.
  list(label, groups, start, take) {
    const select = document.createElement("select");
    let position = 0;
    for (const [name, options] of groups) {
      let parent = select;
      if (name) {
        parent = document.createElement("optgroup");
        const group = parent;
        this.say(group, name, (words) => { group.label = words; });
        select.append(group);
      }
      for (const text of options) {
        const option = document.createElement("option");
        option.value = String(position);
        this.say(option, text);
        parent.append(option);
        position += 1;
      }
    }
    select.value = String(start);
    select.addEventListener("change", () => take(Number(select.value)));
    this.label(label).append(select);
    return select;
  }

  slider(label, options, start, take) {
    const input = document.createElement("input");
    const output = document.createElement("output");
    Object.assign(input, { type: "range", min: "0", max: String(options.length - 1), step: "1", value: String(start) });
    const show = () => { output.textContent = options[Number(input.value)][document.documentElement.dataset.language]; };
    input.addEventListener("input", () => {
      show();
      take(Number(input.value));
    });
    this.words.push(show);
    show();
    if (options.length > 1) this.label(label).append(input, output);
    return input;
  }

  speak(language) {
    this.words.forEach((speak) => speak(language));
  }
}
