// The standalone map: draws what the page carries with it; nothing is fetched.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const map = L.map("map", {zoomSnap: 0.25, attributionControl: false});
const byId = (id) => document.getElementById(id);
let drawn = null;
let selected = null;

// One way to make an element: its text is text and nothing else.
function element(name, text, attributes = {}) {
  const node = document.createElement(name);
  node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function drawing(name, attributes, parent) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent.append(node);
  return node;
}

function patterns() {
  const svg = document.querySelector("#map svg");
  if (!svg || svg.querySelector("defs")) return;
  const defs = drawing("defs", {}, svg);
  svg.prepend(defs);
  const hatch = (id, angle, stroke, size, width, ground) => {
    const box = {width: size, height: size};
    const turned = {patternUnits: "userSpaceOnUse", patternTransform: `rotate(${angle})`};
    const pattern = drawing("pattern", {id, ...box, ...turned}, defs);
    if (ground) drawing("rect", {...box, fill: ground}, pattern);
    drawing("line", {x1: 0, y1: 0, x2: 0, y2: size, stroke, "stroke-width": width}, pattern);
  };
  hatch("flagged", 45, "#1d2b36", 6, 1.2, "");
  hatch("missing", 45, "#9aa5ad", 7, 1.6, "white");
  hatch("suppressed", 90, "#5c6b75", 4, 1.6, "white");
  hatch("too_small", 0, "#9aa5ad", 7, 1.6, "white");
  hatch("not_applicable", 135, "#9aa5ad", 7, 1.6, "white");
}

function style(cell, chosen) {
  const fill = cell.p ? `url(#${cell.p})` : cell.c;
  return {
    fillColor: fill, fillOpacity: 1, color: chosen ? "#b3123f" : cell.f ? "#1d2b36" : "#ffffff",
    weight: chosen ? 4 : cell.f ? 1.8 : 0.7,
  };
}

// Lines below each other, the first one bold.
function lines([first, ...more]) {
  const box = document.createElement("div");
  box.append(element("strong", first));
  for (const line of more) box.append(document.createElement("br"), line);
  return box;
}

function words(cell) {
  const flag = cell.f ? [`▲ ${data.layers[byId("layer").value].flag}`] : [];
  return lines([cell.n, cell.t, ...flag, ...(cell.r ? [cell.r] : [])]);
}

function show() {
  const layer = data.layers[byId("layer").value];
  if (drawn) drawn.remove();
  drawn = L.layerGroup().addTo(map);
  const areas = L.geoJSON(data.geometry[layer.level], {
    style: (f) => style(layer.cells[f.properties.key], f.properties.key === selected),
    onEachFeature: (f, shape) => {
      const key = f.properties.key;
      shape.bindTooltip(words(layer.cells[key]), {sticky: true});
      shape.on("click", () => choose(key));
    },
  }).addTo(drawn);
  areas.eachLayer((shape) => {
    const cell = layer.cells[shape.feature.properties.key];
    if (cell.f) shape.bringToFront();
  });
  L.geoJSON(data.geometry[layer.level], {
    interactive: false,
    filter: (f) => Boolean(layer.cells[f.properties.key].f),
    style: {stroke: false, fillColor: "url(#flagged)", fillOpacity: 1},
  }).addTo(drawn);
  for (const place of layer.places) {
    L.circleMarker(place.at, {radius: place.s, color: "#ffffff", weight: 1, fillColor: place.c, fillOpacity: 0.85})
      .bindTooltip(lines(place.t)).addTo(drawn);
  }
  patterns();
  byId("legend").replaceChildren(byId(`legend-${byId("layer").value}`).content.cloneNode(true));
  table(layer);
}

function table(layer) {
  byId("rows").replaceChildren(...Object.entries(layer.cells).map(([key, cell]) => {
    const row = element("tr", "", {"data-key": cell.k, ...(key === selected ? {class: "chosen"} : {})});
    row.append(
      element("td", cell.k), element("td", cell.n),
      element("td", cell.t, {class: "number", "data-value": cell.v === null ? "" : cell.v}),
      element("td", cell.f ? "▲ " + layer.flag : ""), element("td", cell.r),
    );
    return row;
  }));
  byId("caption").textContent = layer.caption;
}

function choose(key) {
  selected = selected === key ? null : key;
  show();
}

function sort(column) {
  const body = byId("rows");
  const value = (row) => {
    const cell = row.children[column];
    return cell.dataset.value === undefined ? cell.textContent : cell.dataset.value === "" ? -Infinity : Number(cell.dataset.value);
  };
  const up = body.dataset.column === String(column) && body.dataset.up !== "1";
  const compare = (a, b) => typeof value(a) === "number" ? value(a) - value(b) : value(a).localeCompare(value(b), "de");
  const rows = [...body.children].sort((a, b) => up ? compare(a, b) : compare(b, a));
  body.dataset.column = column;
  body.dataset.up = up ? "1" : "0";
  body.replaceChildren(...rows);
}

byId("layer").addEventListener("change", show);
document.querySelectorAll("th button").forEach((button, i) => button.addEventListener("click", () => sort(i)));
L.control.scale({imperial: false}).addTo(map);
map.fitBounds(data.bounds);
show();
