"use strict";
// The map: regions coloured by a measure, the largest flows of a commodity, and a list of regions beside it.

const CIVIDIS = [
  [0, 34, 78], [33, 57, 109], [64, 76, 108], [93, 95, 110], [124, 123, 120], [154, 151, 119],
  [187, 176, 108], [221, 203, 87], [254, 232, 56],
];
const NEUTRAL = "#e3e3e3";
const BLANK = "#f6f6f6";
const LABELLED = 6;
const LISTED = 34;
const WIDEST = 7;

function cividis(share) {
  const at = Math.max(0, Math.min(1, share)) * (CIVIDIS.length - 1);
  const k = Math.min(Math.floor(at), CIVIDIS.length - 2);
  const mix = CIVIDIS[k].map((low, channel) => Math.round(low + (at - k) * (CIVIDIS[k + 1][channel] - low)));
  return `rgb(${mix.join(",")})`;
}

function readable(value, isShare) {
  if (isShare) return `${(100 * value).toFixed(1)} %`;
  const size = Math.abs(value);
  return value.toLocaleString("en-US", { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4 });
}

class RegionMap {
  constructor(section, figure, table, outlines, language) {
    this.outlines = outlines;
    this.element = section.querySelector(".plot");
    this.ranking = section.querySelector(".ranking");
    this.figure = figure;
    this.language = language;
    this.places = new Map(figure.places.map((place) => [place.region, place]));
    this.measures = figure.measures.flatMap(([, measures]) => measures);
    this.rows = this.index(decodeTable(table));
    this.year = figure.years.length - 1;
    this.measure = 0;
    this.flow = figure.flows.length ? 1 : 0;
    this.controls = new Controls(section.querySelector(".controls"));
    this.addControls();
  }

  // Returns the rows of the table by measure and item.
  index(columns) {
    const found = new Map();
    for (let row = 0; row < columns.value.length; row += 1) {
      const key = `${columns.measure[row]}\n${columns.item[row]}`;
      if (!found.has(key)) found.set(key, []);
      found.get(key).push({
        region: columns.region[row],
        destination: columns.destination[row],
        year: columns.year[row],
        value: columns.value[row],
      });
    }
    return found;
  }

  addControls() {
    const names = (measures) => measures.map((measure) => measure.name);
    const groups = this.figure.measures.map(([name, measures]) => [name, names(measures)]);
    const set = (name) => (position) => {
      this[name] = position;
      this.draw();
    };
    this.controls.list({ en: "Colour", zh: "颜色" }, groups, 0, set("measure"));
    if (this.figure.flows.length) {
      const flows = [{ en: "no flows", zh: "不显示流量" }, ...names(this.figure.flows)];
      this.controls.list({ en: "Flows of", zh: "流量" }, [[null, flows]], this.flow, set("flow"));
    }
    const years = this.figure.years.map((year) => ({ en: String(year), zh: String(year) }));
    this.controls.slider({ en: "Year", zh: "年份" }, years, this.year, set("year"));
  }

  of(measure) {
    return this.rows.get(`${measure.measure}\n${measure.item}`) || [];
  }

  draw() {
    const measure = this.measures[this.measure];
    const rows = measure ? this.of(measure) : [];
    const values = new Map(rows.filter((row) => row.year === this.figure.years[this.year]).map((row) => [row.region, row.value]));
    const onMap = (row) => this.places.has(row.region) && this.places.get(row.region).x !== null;
    const scale = this.scale(measure, rows.some(onMap) ? rows.filter(onMap) : rows);
    const flows = this.flow ? this.figure.flows[this.flow - 1] : null;
    const traces = [...this.areas(values, scale, measure), ...this.points(values, scale, measure)];
    if (flows) traces.push(...this.lanes(flows));
    traces.push(...this.names(values));
    if (measure && rows.length) traces.push(this.bar(scale, measure));
    this.list(values, measure);
    return Plotly.react(this.element, traces, this.layout(), CONFIG);
  }

  layout() {
    const width = widthOf(this.element);
    const bare = { visible: false, fixedrange: false };
    const base = baseLayout(width, Math.round(Math.min(620, Math.max(300, 0.78 * width))), 0);
    return {
      ...base,
      margin: { l: 4, r: 4, t: 4, b: 4 },
      xaxis: { ...bare, ...this.range("x") },
      yaxis: { ...bare, scaleanchor: "x", scaleratio: 1, ...this.range("y") },
      hovermode: "closest",
      showlegend: false,
      dragmode: "pan",
    };
  }

  // Points alone need room around them; outlines fill the map by themselves.
  range(axis) {
    const values = this.figure.places.map((place) => place[axis]).filter((value) => value !== null);
    if (Object.keys(this.outlines).length || !values.length) return {};
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = Math.max(1, 0.18 * (high - low));
    return { range: [low - room, high + room] };
  }

  // One scale over all years, so that the years compare; shares run from 0 to 1.
  scale(measure, rows) {
    if (!measure || !rows.length) return { low: 0, high: 1 };
    if (measure.is_share) return { low: 0, high: 1 };
    const values = rows.map((row) => row.value);
    const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
    const low = values.reduce((least, value) => Math.min(least, value), Infinity);
    if (measure.measure !== "marginal_cost") return { low: 0, high };
    return low < high ? { low, high } : { low: low - 1, high: high + 1 };
  }

  colour(value, scale) {
    return value === undefined ? BLANK : cividis((value - scale.low) / (scale.high - scale.low || 1));
  }

  said(place, value, measure) {
    const name = escapeText(place.name[this.language]);
    if (value === undefined || !measure) return name;
    return `${name}<br>${readable(value, measure.is_share)} ${measure.is_share ? "" : escapeText(measure.unit[this.language])}`;
  }

  areas(values, scale, measure) {
    const owners = new Map(this.figure.places.filter((place) => place.outline).map((place) => [place.outline, place]));
    return Object.entries(this.outlines).map(([code, outline]) => {
      const place = owners.get(code);
      const outside = { en: "not modelled", zh: "不在模型内" }[this.language];
      const other = this.figure.names[code];
      const text = place
        ? this.said(place, values.get(place.region), measure)
        : `${other ? escapeText(other[this.language]) : code}: ${outside}`;
      return {
        type: "scatter",
        mode: "lines",
        x: outline.x,
        y: outline.y,
        fill: "toself",
        fillcolor: place ? this.colour(values.get(place.region), scale) : NEUTRAL,
        line: { color: place ? "#7d7d7d" : "#b5b5b5", width: 0.7 },
        hoveron: "fills",
        hoverinfo: "text",
        text,
        name: text,
      };
    });
  }

  points(values, scale, measure) {
    const shown = this.figure.places.filter((place) => !place.outline && place.x !== null);
    if (!shown.length) return [];
    return [{
      type: "scatter",
      mode: "markers",
      x: shown.map((place) => place.x),
      y: shown.map((place) => place.y),
      text: shown.map((place) => this.said(place, values.get(place.region), measure)),
      hoverinfo: "text",
      marker: {
        size: 16,
        color: shown.map((place) => this.colour(values.get(place.region), scale)),
        line: { color: "#444", width: 1 },
      },
    }];
  }

  // The regions with most are named on the map; the list beside it names all.
  names(values) {
    const placed = [...values].filter(([region]) => this.places.has(region) && this.places.get(region).x !== null);
    const most = placed.sort((a, b) => b[1] - a[1]).slice(0, LABELLED).map(([region]) => this.places.get(region));
    if (!most.length) return [];
    const short = (name) => escapeText(name.length > 16 ? `${name.slice(0, 15)}…` : name);
    return ["white", "#111"].map((color, k) => ({
      type: "scatter",
      mode: "text",
      x: most.map((place) => place.x),
      y: most.map((place) => place.y),
      textposition: Object.keys(this.outlines).length ? "middle center" : "top center",
      text: most.map((place) => short(place.name[this.language])),
      textfont: { size: 11, color, weight: k ? 500 : 900, shadow: k ? "none" : "0 0 3px white, 0 0 3px white, 0 0 3px white" },
      hoverinfo: "skip",
    }));
  }

  lanes(flows) {
    const year = this.figure.years[this.year];
    const lanes = this.of(flows).filter((row) => row.year === year);
    const most = this.of(flows).reduce((high, row) => Math.max(high, row.value), 0);
    const placed = (row) => [row.region, row.destination].every((end) => this.places.get(end) && this.places.get(end).x !== null);
    const traces = [];
    const heads = { x: [], y: [], angle: [], text: [] };
    for (const row of lanes.filter(placed)) {
      const [from, to] = [this.places.get(row.region), this.places.get(row.destination)];
      const path = arc(from, to);
      const text = `${escapeText(from.name[this.language])} → ${escapeText(to.name[this.language])}<br>${readable(row.value)} ${escapeText(flows.unit[this.language])}`;
      traces.push({
        type: "scatter",
        mode: "lines",
        x: path.x,
        y: path.y,
        line: { color: "rgba(213,94,0,0.8)", width: 1 + (WIDEST - 1) * (row.value / most) },
        hoverinfo: "text",
        text,
        name: text,
      });
      heads.x.push(path.x[path.x.length - 2]);
      heads.y.push(path.y[path.y.length - 2]);
      heads.angle.push(path.angle);
      heads.text.push(text);
    }
    this.away = lanes.filter((row) => !placed(row));
    if (heads.x.length) {
      traces.push({
        type: "scatter",
        mode: "markers",
        ...{ x: heads.x, y: heads.y, text: heads.text },
        hoverinfo: "text",
        marker: { symbol: "triangle-up", size: 9, angle: heads.angle, color: "rgb(190,70,0)", line: { color: "white", width: 0.5 } },
      });
    }
    return traces;
  }

  // A colour bar without points of its own.
  bar(scale, measure) {
    return {
      type: "scatter",
      mode: "markers",
      x: [null],
      y: [null],
      hoverinfo: "skip",
      marker: {
        color: [scale.low],
        cmin: measure.is_share ? 0 : scale.low,
        cmax: measure.is_share ? 100 : scale.high,
        colorscale: CIVIDIS.map((_, k) => [k / (CIVIDIS.length - 1), cividis(k / (CIVIDIS.length - 1))]),
        showscale: true,
        colorbar: {
          orientation: "h",
          thickness: 10,
          len: 0.5,
          x: 0.02,
          xanchor: "left",
          y: 0.0,
          yanchor: "bottom",
          title: { text: measure.is_share ? "%" : escapeText(measure.unit[this.language]), side: "top" },
        },
      },
    };
  }

  list(values, measure) {
    const sorted = [...values].sort((a, b) => b[1] - a[1]);
    const most = sorted.reduce((high, [, value]) => Math.max(high, Math.abs(value)), 0) || 1;
    const items = sorted.slice(0, LISTED).map(([region, value]) => {
      const place = this.places.get(region);
      return row(place ? place.name[this.language] : region, readable(value, measure.is_share), Math.abs(value) / most, "");
    });
    const shown = this.flow ? this.figure.flows[this.flow - 1] : null;
    for (const lane of shown ? this.away || [] : []) {
      const names = [lane.region, lane.destination].map((end) => this.places.get(end)?.name[this.language] || end);
      items.push(row(names.join(" → "), `${readable(lane.value)} ${shown.unit[this.language]}`, 0, "lane"));
    }
    this.away = [];
    this.ranking.replaceChildren(...items);
  }

  speak(language) {
    this.language = language;
    this.controls.speak(language);
    return this.draw();
  }
}

// A line of the list beside the map, with a bar as long as its share of the largest.
function row(name, value, share, kind) {
  const item = document.createElement("li");
  item.className = kind;
  item.style.setProperty("--share", `${(100 * share).toFixed(1)}%`);
  const label = document.createElement("bdi");
  label.textContent = name;
  const figure = document.createElement("span");
  figure.textContent = value;
  item.append(label, figure);
  return item;
}

// A bent way from one place to another, so that both directions can be told apart; angle: of its end, from north.
function arc(from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [mx, my] = [(from.x + to.x) / 2 - 0.16 * dy, (from.y + to.y) / 2 + 0.16 * dx];
  const path = { x: [], y: [] };
  const steps = 14;
  for (let k = 0; k <= steps; k += 1) {
    const t = k / steps;
    path.x.push((1 - t) ** 2 * from.x + 2 * t * (1 - t) * mx + t ** 2 * to.x);
    path.y.push((1 - t) ** 2 * from.y + 2 * t * (1 - t) * my + t ** 2 * to.y);
  }
  path.angle = (180 / Math.PI) * Math.atan2(to.x - mx, to.y - my);
  return path;
}
