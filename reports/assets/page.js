"use strict";
// The page: draws every picture, switches the language, shows tables and hands out CSV files.

const PAPER = 680;
const page = {
  data: JSON.parse(document.getElementById("data").textContent),
  drawn: [],
  language: "en",
};

function drawing(section, picture) {
  if (!picture.figure) return null;
  if (picture.figure.kind === "MapFigure") {
    return new RegionMap(section, picture.figure, picture.table, page.data.outlines, page.language);
  }
  return new Plot(section, picture.figure, page.language);
}

function bindTable(section, name, picture) {
  const details = section.querySelector("details.table");
  const rows = section.querySelector("details.table .rows");
  const show = () => {
    if (details.open) showRows(rows, picture.table, page.data.words, page.language);
  };
  details.addEventListener("toggle", show);
  section.querySelector("button.csv").addEventListener("click", () => download(name, toCsv(picture.table)));
  return show;
}

function preferred() {
  const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
  if (asked === "zh" || asked === "en") return asked;
  return (navigator.language || "").startsWith("zh") ? "zh" : "en";
}

function speak(language) {
  page.language = language;
  document.documentElement.dataset.language = language;
  document.documentElement.lang = language;
  return Promise.all(page.drawn.map((one) => one.speak(language)));
}

function start() {
  page.language = preferred();
  document.documentElement.dataset.language = page.language;
  for (const section of document.querySelectorAll("main section.picture")) {
    const picture = page.data.pictures[section.id];
    const plot = drawing(section, picture);
    if (plot) page.drawn.push(plot);
    const show = bindTable(section, section.id, picture);
    page.drawn.push({ speak: () => Promise.resolve(show()) });
  }
  document.getElementById("language").addEventListener("click", () => speak(page.language === "en" ? "zh" : "en"));
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (Math.abs(window.innerWidth - width) < 2) return;
    width = window.innerWidth;
    speak(page.language);
  });
  // On paper a wide plot cannot scroll: it is drawn as wide as an A4 page leaves room for.
  window.addEventListener("beforeprint", () => page.drawn.forEach((one) => one.fit && one.fit(PAPER)));
  window.addEventListener("afterprint", () => speak(page.language));
  return speak(page.language).then(() => { document.body.dataset.ready = "yes"; });
}

start();
