// Draws every `.chart` of the page: bars over words or ranges, their numbers in a script element inside. Sets
// data-drawn on the page when all are there.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const ink = dark ? "#c9d1d9" : "#3a4350";
  const lines = dark ? "#30363d" : "#e6e8ec";
  const fill = "#4477aa";
  let drawn = 0;
  for (const place of document.querySelectorAll(".chart")) {
    const data = JSON.parse(place.querySelector("script").textContent);
    const places = data.values.map((_, i) => i);
    // Long words stand below one another.
    const labels = data.labels.map((label) => label.length > 9 ? label.replace(/[ _]/g, "\n") : label);
    const rows = Math.max(1, ...labels.map((label) => label.split("\n").length));
    const shown = document.createElement("p");
    shown.className = "at";
    shown.textContent = data.what;
    const plot = new uPlot({
      width: Math.max(320, place.clientWidth),
      height: 260,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
      scales: {
        x: { time: false, range: [-0.6, places.length - 0.4] },
        y: { range: (u, least, most) => [0, Math.max(1, most * 1.05)] },
      },
      axes: [
        { stroke: ink, grid: { show: false }, ticks: { stroke: lines }, splits: () => places, size: 34 + 16 * rows,
          values: (u, splits) => splits.map((i) => labels.length <= 16 || i % 5 === 0 ? labels[i] : "") },
        { stroke: ink, grid: { stroke: lines }, ticks: { stroke: lines }, size: 70 },
      ],
      series: [{}, { stroke: fill, fill, width: 0, paths: uPlot.paths.bars({ size: [0.8, 90] }), points: { show: false } }],
      hooks: {
        setCursor: [(u) => {
          const i = u.cursor.idx;
          shown.textContent = i == null ? data.what : `${data.names[i]}: ${data.values[i].toLocaleString("en")} ${data.what}`;
        }],
      },
    }, [places, data.values], place);
    place.append(shown);
    addEventListener("resize", () => plot.setSize({ width: Math.max(320, place.clientWidth), height: 260 }));
    drawn += 1;
  }
  document.documentElement.dataset.drawn = String(drawn);
})();
