/* Draws what the server sends: shapes are fetched once and kept, a changed choice brings
   only classes and texts. A text becomes text and nothing else: it is never read as HTML. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const INK = "#20303c";
  const PATTERNS = {
    flagged: { size: 7, paths: ["M-1,1 l2,-2 M0,7 l7,-7 M6,8 l2,-2"], stroke: INK, width: 0.9 },
    missing: { size: 7, paths: ["M0,0 l7,7 M7,0 l-7,7"], stroke: "#9aa5ad", width: 0.8 },
    suppressed: { size: 8, dots: [[4, 4]], stroke: "#5c6b75", width: 1.5 },
    too_small: { size: 7, paths: ["M0,3.5 l7,0"], stroke: "#9aa5ad", width: 1 },
    not_applicable: { size: 7, paths: ["M3.5,0 l0,7"], stroke: "#9aa5ad", width: 1 },
  };
  /* Hatching on dark colours, where ink would not show. */
  const LIGHT = "#f7d9b8";
  const shapes = {};
  let defs = null;

  function element(name, attributes, parent) {
    const node = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    parent.appendChild(node);
    return node;
  }

  function isDark(colour) {
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
    return 0.299 * r + 0.587 * g + 0.114 * b < 110;
  }

  /* The address of a fill pattern on a colour; made on first use. */
  function patterned(kind, colour) {
    const id = "p-" + kind + "-" + colour.slice(1);
    if (!defs) {
      const svg = element("svg", { width: 0, height: 0, "aria-hidden": "true" }, document.body);
      svg.style.position = "absolute";
      defs = element("defs", {}, svg);
    }
    if (!document.getElementById(id)) {
      const look = PATTERNS[kind];
      const stroke = kind === "flagged" && isDark(colour) ? LIGHT : look.stroke;
      const box = { width: look.size, height: look.size };
      const tile = element("pattern", { id, patternUnits: "userSpaceOnUse", ...box }, defs);
      element("rect", { ...box, fill: colour }, tile);
      (look.paths || []).forEach((d) =>
        element("path", { d, stroke, "stroke-width": look.width, fill: "none" }, tile));
      (look.dots || []).forEach(([cx, cy]) =>
        element("circle", { cx, cy, r: look.width, fill: look.stroke }, tile));
    }
    return "url(#" + id + ")";
  }

  function styleOf(spec, index) {
    const [cls, , flagged] = spec.values[index];
    const [colour, pattern] = spec.styles[cls];
    const kind = pattern || (flagged ? "flagged" : "");
    return {
      color: flagged ? INK : "#ffffff",
      weight: flagged ? 1.6 : 1,
      opacity: 1,
      fillColor: kind ? patterned(kind, colour) : colour,
      fillOpacity: spec.opacity,
      className: flagged ? "area flagged" : "area",
    };
  }

  /* Lines of a tooltip: each is a list of texts, or of [element, text, class]. */
  function lines(rows) {
    const box = document.createElement("div");
    rows.forEach((parts, row) => {
      if (row) box.append(document.createElement("br"));
      parts.forEach((part) => {
        if (typeof part === "string") return box.append(part);
        const [name, text, cls] = part;
        const node = document.createElement(name);
        node.textContent = text;
        if (cls) node.className = cls;
        box.append(node);
      });
    });
    return box;
  }

  /* For Leaflet's attribution, which takes HTML. */
  function escaped(text) {
    const box = document.createElement("div");
    box.textContent = text;
    return box.innerHTML;
  }

  function tooltipOf(spec, index, name) {
    const [, text, flagged, extra] = spec.values[index];
    const rows = [[["strong", name]], [spec.head + ": ", ["b", text]]];
    if (spec.city) rows.push([spec.city]);
    if (flagged) rows.push([["span", "\u25b2", "mark"], " " + spec.flag]);
    if (extra) rows.push([spec.extras[extra - 1]]);
    return lines(rows);
  }

  function load(url) {
    if (!shapes[url]) {
      shapes[url] = fetch(url).then((answer) => {
        if (!answer.ok) throw new Error(url + ": " + answer.status);
        return answer.json();
      });
    }
    return shapes[url];
  }

  function drawAreas(group, spec, collection) {
    const order = [];
    collection.features.forEach((feature, index) => {
      const shape = L.GeoJSON.geometryToLayer(feature, {});
      shape.setStyle(styleOf(spec, index));
      const { key, name } = feature.properties;
      shape.bindTooltip(tooltipOf(spec, index, name), { sticky: true, className: "area-tip" });
      shape.toGeoJSON = () => ({ type: "Feature", geometry: null, properties: { key } });
      shape.on("mouseover", () => shape.setStyle({ fillOpacity: 0.7 }));
      shape.on("mouseout", () => shape.setStyle({ fillOpacity: spec.opacity }));
      group.addLayer(shape);
      if (spec.values[index][2]) order.push(shape);
      if (key === spec.selected) {
        shape.setStyle({ color: "#ffe14d", weight: 4, fillOpacity: 1 });
        group.chosen = shape;
      }
    });
    order.forEach((shape) => shape.bringToFront());
    if (group.chosen) {
      group.chosen.bringToFront();
      /* The path exists only once the group is on the map. */
      if (group.chosen.getElement()) group.chosen.getElement().classList.add("chosen");
    }
  }

  function describe(map, spec) {
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", spec.label);
    if (!map.aktionsraumScale) {
      map.aktionsraumScale = L.control.scale({ imperial: false }).addTo(map);
    }
    map.attributionControl.setPrefix(false);
    if (map.aktionsraumNote) map.attributionControl.removeAttribution(map.aktionsraumNote);
    map.aktionsraumNote = escaped(spec.note);
    if (spec.note) map.attributionControl.addAttribution(map.aktionsraumNote);
  }

  /* A feature group with the areas of a level, coloured. */
  function areas(spec) {
    const group = L.featureGroup();
    group.on("add", (event) => {
      const map = event.target._map;
      describe(map, spec);
      load(spec.url)
        .then((collection) => {
          if (group.getLayers().length === 0) drawAreas(group, spec, collection);
          map.getContainer().dataset.drawn = spec.id;
        })
        .catch(() => {
          delete shapes[spec.url];
          map.getContainer().dataset.failed = spec.id;
          map.attributionControl.addAttribution(escaped(spec.failed));
        });
    });
    return group;
  }

  /* A feature group with places: a letter in a disc for offers, a circle by size for gaps. */
  function places(spec) {
    const group = L.featureGroup();
    spec.points.forEach(([lat, lon, kind, radius, text]) => {
      const [colour, letter] = spec.kinds[kind];
      const place = letter
        ? L.marker([lat, lon], { icon: disc(colour, letter, radius), keyboard: false })
        : L.circleMarker([lat, lon], {
            radius, color: "#ffffff", weight: 1, fillColor: colour, fillOpacity: 0.75,
            className: "gap", pane: "markerPane",
          });
      const [first, ...more] = text;
      place.bindTooltip(lines([[["strong", first]], ...more.map((line) => [line])]), { className: "area-tip" });
      place.toGeoJSON = () => null;
      group.addLayer(place);
    });
    return group;
  }

  function disc(colour, letter, radius) {
    const size = 2 * radius;
    const html = document.createElement("span");
    html.style.background = colour;
    html.textContent = letter;
    return L.divIcon({ className: "disc", html, iconSize: [size, size] });
  }

  /* A dashed border above the areas; clicks and tooltips stay with the areas below. */
  function outline(spec) {
    const group = L.featureGroup();
    spec.shapes.forEach((shape) => {
      [["#ffffff", 4, null], [spec.colour, 2, "7 5"]].forEach(([color, weight, dashArray]) => {
        const style = { color, weight, dashArray, fill: false, className: "outline" };
        L.geoJSON(shape, { interactive: false, pane: "shadowPane", style })
          .eachLayer((line) => group.addLayer(line));
      });
    });
    return group;
  }

  window.aktionsraum = { areas, places, outline };
})();
