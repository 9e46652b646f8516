// The standalone map: draws what the page carries with it; nothing is fetched.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const map = L.map("map", {zoomSnap: 0.25, attributionControl: false});
const byId = (id) => document.getElementById(id);
let drawn = null;
let selected = null;

function patterns() {
  const svg = document.querySelector("#map svg");
  if (!svg || svg.querySelector("defs")) return;
  const hatch = (id, angle, colour, gap) =>
    `<pattern id="${id}" width="${gap}" height="${gap}" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle})">` +
    `<rect width="${gap}" height="${gap}" fill="white"/><line x1="0" y1="0" x2="0" y2="${gap}" stroke="${colour}" stroke-width="1.6"/></pattern>`;
  const defs = document.createElementNS("http://www.w3.org/2000/svg", "defs");
  const flag = '<pattern id="flagged" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#1d2b36" stroke-width="1.2"/></pattern>';
  defs.innerHTML = flag + hatch("missing", 45, "#9aa5ad", 7) + hatch("suppressed", 90, "#5c6b75", 4) +
    hatch("too_small", 0, "#9aa5ad", 7) + hatch("not_applicable", 135, "#9aa5ad", 7);
  svg.prepend(defs);
}

function style(cell, chosen) {
  const fill = cell.p ? `url(#${cell.p})` : cell.c;
  return {
    fillColor: fill, fillOpacity: 1, color: chosen ? "#b3123f" : cell.f ? "#1d2b36" : "#ffffff",
    weight: chosen ? 4 : cell.f ? 1.8 : 0.7,
  };
}

function words(cell) {
  return `<strong>${cell.n}</strong><br>${cell.t}` + (cell.f ? `<br>▲ ${data.layers[byId("layer").value].flag}` : "") +
    (cell.r ? `<br>${cell.r}` : "");
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
      .bindTooltip(place.t).addTo(drawn);
  }
  patterns();
  byId("legend").innerHTML = layer.legend;
  table(layer);
}

function table(layer) {
  const rows = Object.entries(layer.cells).map(([key, cell]) =>
    `<tr data-key="${cell.k}"${key === selected ? ' class="chosen"' : ""}><td>${cell.k}</td><td>${cell.n}</td>` +
    `<td class="number" data-value="${cell.v === null ? "" : cell.v}">${cell.t}</td><td>${cell.f ? "▲ " + layer.flag : ""}</td><td>${cell.r}</td></tr>`);
  byId("rows").innerHTML = rows.join("");
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

byId("layer").innerHTML = data.layers.map((layer, i) => `<option value="${i}">${layer.caption}</option>`).join("");
byId("layer").addEventListener("change", show);
document.querySelectorAll("th button").forEach((button, i) => button.addEventListener("click", () => sort(i)));
L.control.scale({imperial: false}).addTo(map);
map.fitBounds(data.bounds);
show();
